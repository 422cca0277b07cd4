from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings

from outbox.models import OutgoingMail
from outbox.tasks import send
from tests.factories import make_mail
from tests.imap_server import FakeImapServer, running_imap_server
from tests.smtp_server import FakeMailServer


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[FakeImapServer]:
    """The mailbox that returned mail comes to."""
    with running_imap_server() as server:
        settings.REPORT_MAILBOX = server.account
        yield server


@pytest.fixture
def provider(settings: Settings, mail_server: FakeMailServer) -> FakeMailServer:
    """A mail server that takes every mail."""
    settings.SITE_URL = "https://coach.example.com"
    return mail_server


@pytest.fixture
def sent(provider: FakeMailServer) -> Callable[..., OutgoingMail]:
    """Send a mail, which the provider takes."""

    def send_mail(to: str = "nadia@example.org") -> OutgoingMail:
        mail = make_mail(to=to)
        send.func(mail.pk)
        mail.refresh_from_db()
        assert mail.state == "sent"
        return mail

    return send_mail
