"""Where mail goes out, and where reports about it come in: from the environment, or else from the admin."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from outbox.models import MailServer

MAILER = "default"
# In seconds, for each step of a conversation with a server.
TIMEOUT = 20


@dataclass(frozen=True, slots=True)
class Account:
    """A mailbox on an IMAP server."""

    host: str
    port: int
    username: str
    password: str
    is_encrypted: bool = True


def is_from_environment() -> bool:
    """Tell whether the environment names the server, so that the admin only shows it."""
    return MAILER in mailers


def is_configured() -> bool:
    """Tell whether there is a mail server. Without one, mail waits."""
    return is_from_environment() or MailServer.load().is_usable


def open_mailer() -> BaseEmailBackend:
    if is_from_environment():
        return mailers[MAILER]
    server = MailServer.load()
    return EmailBackend(
        alias=MAILER,
        host=server.host,
        port=server.port,
        username=server.username,
        password=server.password,
        use_ssl=server.security == MailServer.Security.TLS,
        use_tls=server.security == MailServer.Security.STARTTLS,
        timeout=TIMEOUT,
    )


def server_name() -> str:
    if is_from_environment():
        options: dict[str, Any] = settings.MAILERS[MAILER].get("OPTIONS", {})
        return str(options.get("host", ""))
    return MailServer.load().host


def sender() -> str:
    """Return name and address of the sender, as in the header ``From``."""
    if is_from_environment():
        return settings.DEFAULT_FROM_EMAIL
    server = MailServer.load()
    return server.sender if server.sender_email else settings.DEFAULT_FROM_EMAIL


def report_account() -> Account | None:
    """Return the mailbox that returned mail comes to, if the site may look there."""
    if settings.REPORT_MAILBOX:
        return Account(**settings.REPORT_MAILBOX)
    server = MailServer.load()
    if is_from_environment() or not (server.mailbox_host and server.is_usable):
        return None
    return Account(server.mailbox_host, 993, server.username, server.password or "")
