"""Reads settings from the environment. Every refusal names the variable, what was read and what to write."""

import ipaddress
import os
import zoneinfo
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import dj_database_url
from django.conf.global_settings import LANGUAGES
from django.core.exceptions import ImproperlyConfigured
from environs import Env

env = Env()

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

BOOLEANS = {"True": True, "1": True, "False": False, "0": False}
BASE_DIR = Path(__file__).resolve().parent.parent

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728; "
        "PRAGMA cache_size=-20000; PRAGMA journal_size_limit=67108864; PRAGMA temp_store=MEMORY; "
        # What is deleted is overwritten: so whoever is erased is in no corner of the file.
        "PRAGMA secure_delete=ON;"
    ),
}


def refuse(name: str, read: str, write: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} is {read!r}: write {write}.")


def without_password(url: str) -> str:
    """As much of a URL as may be shown in a refusal, even where it was typed wrongly: the scheme, host and path."""
    scheme, found, rest = url.partition("://")
    if not found:
        return "…"
    _credentials, found, place = rest.rpartition("@")
    return f"{scheme}://…@{place.partition('?')[0]}" if found else f"{scheme}://…"


def split_url(value: str) -> SplitResult | None:
    """The parts of a URL that has a host and no impossible port."""
    try:
        parts = urlsplit(value)
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None


def boolean(name: str, default: bool) -> bool:
    value = env.str(name, "")
    if not value:
        return default
    if value not in BOOLEANS:
        raise refuse(name, value, "True, False, 1 or 0")
    return BOOLEANS[value]


def words(name: str) -> list[str]:
    return [word.strip() for word in env.str(name, "").split(",") if word.strip()]


def number(name: str, default: int, most: int) -> int:
    """A whole number from 1 to ``most``."""
    value = env.str(name, "") or str(default)
    if not (value.isascii() and value.isdigit() and 0 < int(value) <= most):
        raise refuse(name, value, f"a number from 1 to {most}, such as {default}")
    return int(value)


def http_url(name: str, default: str, example: str) -> str:
    """An absolute http(s) address without a trailing slash."""
    value = env.str(name, "") or default
    parts = split_url(value)
    if not parts or parts.scheme not in ("http", "https") or parts.query or parts.fragment:
        raise refuse(name, value, f"an address such as {example}")
    return value.rstrip("/")


def site_url(port: int) -> str:
    """The address that readers see. By default this machine's own, which ``is_this_machine`` tells."""
    example = "https://coach.example.com"
    value = http_url("SITE_URL", f"http://127.0.0.1:{port}", example)
    parts = urlsplit(value)
    if parts.path or parts.username:
        raise refuse("SITE_URL", value, f"the site's address without a path, such as {example}")
    return value


def is_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def hosts(name: str, site_url: str) -> list[str]:
    """By default the host of the site; on this machine each name that it has for itself."""
    own = ["127.0.0.1", "localhost", "[::1]"] if is_this_machine(site_url) else []
    read = words(name) or [urlsplit(site_url).hostname or "", *own]
    for word in read:
        if "/" in word or " " in word or word == "*":
            raise refuse(name, word, "names of hosts such as coach.example.com,www.coach.example.com")
    return read


def networks(name: str) -> list[Network]:
    read: list[Network] = []
    for word in words(name):
        try:
            read.append(ipaddress.ip_network(word, strict=False))
        except ValueError:
            raise refuse(name, word, "addresses or networks such as 127.0.0.1,10.0.0.0/8") from None
    return read


def language(name: str, default: str) -> tuple[str, str]:
    """A language that Django knows, as ``LANGUAGES`` wants it."""
    value = env.str(name, "") or default
    known = dict(LANGUAGES)
    if value not in known:
        raise refuse(name, value, "a language that Django knows, such as en, de or pt-br")
    return value, known[value]


def time_zone(name: str, default: str) -> str:
    value = env.str(name, "") or default
    if value not in zoneinfo.available_timezones():
        raise refuse(name, value, "a zone such as UTC or Europe/Berlin")
    return value


def mailbox(name: str, default: str) -> str:
    value = env.str(name, "") or default
    local, _at, domain = parseaddr(value)[1].rpartition("@")
    if not local or not domain or " " in domain:
        raise refuse(name, value, "an address such as Mara Lindt <mara@coach.example.com>")
    return value


def data_dir() -> Path:
    path = Path(env.str("DATA_DIR", "") or BASE_DIR / "data").absolute()
    example = "a folder that the site may write, such as /var/lib/sturdy"
    try:
        path.mkdir(mode=0o750, parents=True, exist_ok=True)
    except OSError:
        raise refuse("DATA_DIR", str(path), example) from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise refuse("DATA_DIR", str(path), example)
    return path


def secret_key(data_dir: Path) -> str:
    """``SECRET_KEY``, or the file ``secret-key`` that ``make run`` writes under ``DATA_DIR``."""
    value = env.str("SECRET_KEY", "")
    kept = data_dir / "secret-key"
    if not value and kept.is_file():
        value = kept.read_text().strip()
    if not value:
        raise ImproperlyConfigured(
            f"SECRET_KEY is missing, and there is no file {kept}: write 50 random characters, "
            "for example the output of `python3 -c 'import secrets; print(secrets.token_urlsafe(50))'`."
        )
    return value


def database(data_dir: Path) -> dict[str, Any]:
    """SQLite under ``DATA_DIR``, or the PostgreSQL of ``DATABASE_URL`` with a connection pool."""
    value = env.str("DATABASE_URL", "")
    if not value:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data_dir / "db.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
        }
    refused = refuse(
        "DATABASE_URL",
        without_password(value),
        "postgresql://user:password@host:5432/name, or nothing for SQLite under DATA_DIR",
    )
    try:
        config: dict[str, Any] = {**dj_database_url.parse(value)}
    except Exception:
        raise refused from None
    if config["ENGINE"] != "django.db.backends.postgresql" or not config["NAME"]:
        raise refused
    options: dict[str, Any] = dict(config.get("OPTIONS") or {})
    return {**config, "OPTIONS": {**options, "pool": {"min_size": 1, "max_size": 8, "timeout": 10}}}


def cache() -> dict[str, Any]:
    value = env.str("CACHE_URL", "")
    if not value:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    parts = split_url(value)
    if not parts or parts.scheme not in ("redis", "rediss", "valkey"):
        write = "redis://host:6379/0, or nothing for a cache in the process"
        raise refuse("CACHE_URL", without_password(value), write)
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": value.replace("valkey://", "redis://", 1),
    }


def mailers() -> dict[str, Any]:
    """Django's ``MAILERS``: SMTP from ``EMAIL_URL``, or none at all, and then mail waits in the outbox."""
    value = env.str("EMAIL_URL", "")
    if not value:
        return {}
    parts = split_url(value)
    ports = {"smtp": 25, "smtps": 465, "submission": 587}
    if not parts or parts.scheme not in ports:
        write = "smtps://user:password@host:465 or submission://user:password@host:587"
        raise refuse("EMAIL_URL", without_password(value), write)
    return {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                "host": parts.hostname,
                "port": parts.port or ports[parts.scheme],
                "username": unquote(parts.username or ""),
                "password": unquote(parts.password or ""),
                "use_ssl": parts.scheme == "smtps",
                "use_tls": parts.scheme == "submission",
                "timeout": 20,
            },
        }
    }
