"""Read settings from the environment. Every error names the variable, the value and an example of a valid one."""

import ipaddress
import os
import tomllib
import zoneinfo
from collections.abc import Sequence
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import dj_database_url
from django.conf.global_settings import LANGUAGES
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import to_locale

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# What Django knows by its language alone. Words are those of the language, dates and numbers those of the region.
REGIONS = [("de-at", "Austrian German"), ("de-ch", "Swiss German")]

BOOLEANS = {"True": True, "1": True, "False": False, "0": False}
BASE_DIR = Path(__file__).resolve().parent.parent

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728; "
        "PRAGMA cache_size=-20000; PRAGMA journal_size_limit=67108864; PRAGMA temp_store=MEMORY; "
        # Deleted data is overwritten, so that nothing about an erased person stays in the file.
        "PRAGMA secure_delete=ON; "
        # Else the row that a REPLACE deletes would run no trigger (pagecache/triggers.py).
        "PRAGMA recursive_triggers=ON;"
    ),
}


def version() -> str:
    """Return the version of this code, as ``pyproject.toml`` says."""
    return str(tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"])


def refuse(name: str, read: str, write: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} is {read!r}: write {write}.")


def without_password(url: str) -> str:
    """Return scheme, host and path of a URL for an error message. Works for malformed URLs too."""
    scheme, found, rest = url.partition("://")
    if not found:
        return "…"
    _credentials, found, host_and_path = rest.rpartition("@")
    return f"{scheme}://…@{host_and_path.partition('?')[0]}" if found else f"{scheme}://…"


def split_url(value: str) -> SplitResult | None:
    """Return the parts of a URL, or ``None`` if it has no host or an invalid port."""
    try:
        parts = urlsplit(value)
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None


def boolean(name: str, default: bool) -> bool:
    value = os.environ.get(name, "")
    if not value:
        return default
    if value not in BOOLEANS:
        raise refuse(name, value, "True, False, 1 or 0")
    return BOOLEANS[value]


def choice(name: str, choices: Sequence[str]) -> str:
    """Read one of ``choices``. The first one is the default."""
    value = os.environ.get(name, "") or choices[0]
    if value not in choices:
        raise refuse(name, value, " or ".join(choice or "nothing" for choice in choices))
    return value


def words(name: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def number(name: str, default: int, most: int, least: int = 1) -> int:
    """Read a whole number from ``least`` to ``most``."""
    value = os.environ.get(name, "") or str(default)
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise refuse(name, value, f"a number from {least} to {most}, such as {default}")
    return int(value)


def http_url(name: str, default: str, example: str) -> str:
    """Read an absolute http(s) URL. A trailing slash is removed."""
    value = os.environ.get(name, "") or default
    parts = split_url(value)
    if not parts or parts.scheme not in ("http", "https") or parts.query or parts.fragment:
        raise refuse(name, value, f"a URL such as {example}")
    return value.rstrip("/")


def site_url(port: int) -> str:
    """Read the base URL of the site. The default is this machine's loopback address."""
    example = "https://coach.example.com"
    value = http_url("SITE_URL", f"http://127.0.0.1:{port}", example)
    parts = urlsplit(value)
    if parts.path or parts.username:
        raise refuse("SITE_URL", value, f"the site's URL without a path, such as {example}")
    return value


def is_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def ip_address(name: str, default: str) -> str:
    value = os.environ.get(name, "") or default
    try:
        return str(ipaddress.ip_address(value))
    except ValueError:
        raise refuse(name, value, "an IP address of this machine, such as 127.0.0.1, or 0.0.0.0 for all") from None


def hosts(name: str, site_url: str) -> list[str]:
    """Read host names. By default the host of the site, and on this machine all names of the loopback address."""
    own = ["127.0.0.1", "localhost", "[::1]"] if is_this_machine(site_url) else []
    names = words(name) or [urlsplit(site_url).hostname or "", *own]
    for word in names:
        if "/" in word or " " in word or word == "*":
            raise refuse(name, word, "host names such as coach.example.com,www.coach.example.com")
    return names


def networks(name: str) -> list[Network]:
    networks_read: list[Network] = []
    for word in words(name):
        try:
            networks_read.append(ipaddress.ip_network(word, strict=False))
        except ValueError:
            raise refuse(name, word, "IP addresses or networks such as 127.0.0.1,10.0.0.0/8") from None
    return networks_read


def language(name: str, default: str) -> tuple[str, str]:
    """Read a language that the site is translated into, as an entry of ``LANGUAGES``."""
    value = os.environ.get(name, "") or default
    locales = {"en", *translations()}
    languages = [*LANGUAGES, *REGIONS]
    supported = {code: words for code, words in languages if {to_locale(code), code.partition("-")[0]} & locales}
    if value not in supported:
        raise refuse(name, value, f"a language of this version: {', '.join(sorted(supported))}")
    return value, supported[value]


def translations() -> set[str]:
    """Return the locales with a compiled message catalogue: only whole ones are compiled (``make messages``)."""
    return {file.parts[-3] for file in BASE_DIR.glob("locale/*/LC_MESSAGES/django.mo")}


def time_zone(name: str, default: str) -> str:
    value = os.environ.get(name, "") or default
    if value not in zoneinfo.available_timezones():
        raise refuse(name, value, "a time zone such as UTC or Europe/Berlin")
    return value


def mailbox(name: str, default: str) -> str:
    value = os.environ.get(name, "") or default
    local, _at, domain = parseaddr(value)[1].rpartition("@")
    if not local or not domain or " " in domain:
        raise refuse(name, value, "an e-mail address such as Mara Lindt <mara@coach.example.com>")
    return value


def contact(name: str) -> str:
    """A URI: of a page, or ``mailto:`` and an e-mail address (RFC 9116, 2.5.3)."""
    value = os.environ.get(name, "")
    if value and (not value.startswith(("https://", "mailto:")) or not value.isprintable() or " " in value):
        raise refuse(name, value, "mailto:security@coach.example.com or https://coach.example.com/contact/")
    return value


def sentry_dsn(name: str) -> str:
    """Read the URL of a project at Sentry, with its public key, or nothing."""
    value = os.environ.get(name, "")
    parts = split_url(value)
    has_key = parts is not None and parts.scheme in ("http", "https") and bool(parts.username)
    if value and not (parts and has_key and parts.path.rpartition("/")[2].isdecimal()):
        raise refuse(name, without_password(value), "the DSN of a project, such as https://key@sentry.example.com/42")
    return value


def data_dir() -> Path:
    path = Path(os.environ.get("DATA_DIR", "") or BASE_DIR / "data").absolute()
    example = "a folder that the site may write to, such as /var/lib/sturdy"
    try:
        path.mkdir(mode=0o750, parents=True, exist_ok=True)
    except OSError:
        raise refuse("DATA_DIR", str(path), example) from None
    if not os.access(path, os.W_OK | os.X_OK):
        raise refuse("DATA_DIR", str(path), example)
    return path


def secret_key(data_dir: Path) -> str:
    """``SECRET_KEY``, or the file ``secret-key`` that ``make run`` writes under ``DATA_DIR``."""
    value = os.environ.get("SECRET_KEY", "")
    file = data_dir / "secret-key"
    if not value and file.is_file():
        value = file.read_text().strip()
    if not value:
        raise ImproperlyConfigured(
            f"SECRET_KEY is missing, and there is no file {file}: write 50 random characters, "
            "for example the output of `python3 -c 'import secrets; print(secrets.token_urlsafe(50))'`."
        )
    return value


def backups(data_dir: Path) -> tuple[Path, str]:
    """``BACKUP_DIR``, the folder for backups, and ``BACKUP_KEY``, the file with the key that encrypts them, or none."""
    folder = Path(os.environ.get("BACKUP_DIR", "") or data_dir / "backups").absolute()
    return folder, os.environ.get("BACKUP_KEY", "")


def database(data_dir: Path) -> dict[str, Any]:
    """SQLite under ``DATA_DIR``, or the PostgreSQL of ``DATABASE_URL`` with a connection pool."""
    value = os.environ.get("DATABASE_URL", "")
    if not value:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data_dir / "db.sqlite3",
            # Each thread keeps its connection: opening one with its pragmas takes longer than most queries.
            "CONN_MAX_AGE": None,
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
    # In seconds. Who waits for a connection starts no attempt to reach a server that was gone: only the next request
    # does. So nobody waits for long. With the second figure, the pool does not wait ever longer between attempts.
    size = number("DATABASE_POOL", default=8, most=100)
    pool = {"min_size": 1, "max_size": size, "timeout": 4, "reconnect_timeout": 2}
    # A connection that a restart of the server has ended is replaced before it is used.
    return {**config, "CONN_HEALTH_CHECKS": True, "OPTIONS": {**options, "pool": pool}}


def cache() -> dict[str, Any]:
    value = os.environ.get("CACHE_URL", "")
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
