"""Reads settings from the environment. Every refusal names the variable, what was read and what to write."""

import ipaddress
import zoneinfo
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env

env = Env()

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

BOOLEANS = {"True": True, "1": True, "False": False, "0": False}

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728; "
        "PRAGMA cache_size=-20000; PRAGMA journal_size_limit=67108864; PRAGMA temp_store=MEMORY;"
    ),
}


def refuse(name: str, read: str, write: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} is {read!r}: write {write}.")


def boolean(name: str, default: bool) -> bool:
    value = env.str(name, "")
    if not value:
        return default
    if value not in BOOLEANS:
        raise refuse(name, value, "True, False, 1 or 0")
    return BOOLEANS[value]


def words(name: str) -> list[str]:
    return [word.strip() for word in env.str(name, "").split(",") if word.strip()]


def http_url(name: str, default: str, example: str) -> str:
    """An absolute http(s) address without a trailing slash."""
    value = env.str(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise refuse(name, value, f"an address such as {example}")
    return value


def networks(name: str) -> list[Network]:
    read: list[Network] = []
    for word in words(name):
        try:
            read.append(ipaddress.ip_network(word, strict=False))
        except ValueError as error:
            raise refuse(name, word, "addresses or networks such as 127.0.0.1,10.0.0.0/8") from error
    return read


def time_zone(name: str, default: str) -> str:
    value = env.str(name, default)
    if value not in zoneinfo.available_timezones():
        raise refuse(name, value, "a zone such as UTC or Europe/Berlin")
    return value


def data_dir(default: Path) -> Path:
    path = Path(env.str("DATA_DIR", "") or default).absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise refuse("DATA_DIR", str(path), f"a folder that can be written ({error.strerror})") from error
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
    example = "postgresql://user:password@host:5432/name, or nothing for SQLite under DATA_DIR"
    try:
        config: dict[str, Any] = {**dj_database_url.parse(value)}
    except Exception as error:
        raise refuse("DATABASE_URL", value, example) from error
    if config["ENGINE"] != "django.db.backends.postgresql":
        raise refuse("DATABASE_URL", value, example)
    options: dict[str, Any] = dict(config.get("OPTIONS") or {})
    return {**config, "OPTIONS": {**options, "pool": {"min_size": 1, "max_size": 8}}}


def cache() -> dict[str, Any]:
    value = env.str("CACHE_URL", "")
    if not value:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    parts = urlsplit(value)
    if parts.scheme not in ("redis", "rediss", "valkey") or not parts.hostname:
        raise refuse("CACHE_URL", value, "redis://host:6379/0, or nothing for a cache in the process")
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": value.replace("valkey://", "redis://", 1),
    }


def mailers() -> dict[str, Any]:
    """Django's ``MAILERS``: SMTP from ``EMAIL_URL``, or none at all, and then mail waits in the outbox."""
    value = env.str("EMAIL_URL", "")
    if not value:
        return {}
    parts = urlsplit(value)
    if parts.scheme not in ("smtp", "smtps", "submission") or not parts.hostname:
        raise refuse("EMAIL_URL", value, "smtps://user:password@host:465 or submission://user:password@host:587")
    ports = {"smtp": 25, "smtps": 465, "submission": 587}
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
