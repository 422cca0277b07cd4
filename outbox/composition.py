"""Compose the e-mail message of a row."""

from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.policy import EmailPolicy, Policy
from email.utils import format_datetime, parseaddr
from typing import Any

from django.core.mail import EmailMultiAlternatives

from outbox.connection import sender
from outbox.models import OutgoingMail


class UnfoldedHeader(UnstructuredHeader, BaseHeader):
    """A header on one line: Python would turn a long URL into encoded words, which no provider reads."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def compose(mail: OutgoingMail) -> EmailMultiAlternatives:
    """Compose the message. Raises ``ValueError`` if a header would contain a line break."""
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        from_email=from_header(mail.from_name),
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={
            "Date": format_datetime(mail.created_at),
            "Message-ID": mail.message_id,
            "Auto-Submitted": "auto-generated",
            **unsubscribe_headers(mail.unsubscribe_url),
        },
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def from_header(name: str) -> str:
    """Return the site's own address with the ``name`` of the person who writes, if there is one."""
    if not name:
        return sender()
    return str(Address(name, addr_spec=parseaddr(sender())[1]))


def unsubscribe_headers(url: str) -> dict[str, Any]:
    """Return headers that let a mail program unsubscribe with one click (RFC 2369, RFC 8058)."""
    if not url:
        return {}
    registry = HeaderRegistry()
    registry.map_to_type("list-unsubscribe", UnfoldedHeader)
    _name, header = EmailPolicy(header_factory=registry).header_store_parse("List-Unsubscribe", f"<{url}>")
    return {"List-Unsubscribe": header, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
