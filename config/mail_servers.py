"""Read the servers for mail from the environment."""

import os
from typing import Any
from urllib.parse import unquote

from config.environment import refuse, split_url, without_password


def server_account(name: str, ports: dict[str, int], write: str) -> tuple[str, dict[str, Any]] | None:
    """Read the URL of a server with user name and password. Returns its scheme and the parts, or ``None``."""
    value = os.environ.get(name, "")
    if not value:
        return None
    parts = split_url(value)
    if not parts or parts.scheme not in ports:
        raise refuse(name, without_password(value), write)
    account = {
        "host": parts.hostname,
        "port": parts.port or ports[parts.scheme],
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
    }
    return parts.scheme, account


def report_mailbox() -> dict[str, Any]:
    """Read ``REPORT_MAILBOX_URL``, the IMAP mailbox to which undeliverable mail comes back, or nothing."""
    write = "imaps://user:password@host:993, the mailbox to which mail comes back, or nothing"
    found = server_account("REPORT_MAILBOX_URL", {"imap": 143, "imaps": 993}, write)
    return {**found[1], "is_encrypted": found[0] == "imaps"} if found else {}


def mailers() -> dict[str, Any]:
    """Return Django's ``MAILERS``: SMTP from ``EMAIL_URL``. Without it the server is that of the admin, if any."""
    ports = {"smtp": 25, "smtps": 465, "submission": 587}
    write = "smtps://user:password@host:465 or submission://user:password@host:587"
    found = server_account("EMAIL_URL", ports, write)
    if not found:
        return {}
    scheme, account = found
    return {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {
                **account,
                "use_ssl": scheme == "smtps",
                "use_tls": scheme == "submission",
                "timeout": 20,
            },
        }
    }
