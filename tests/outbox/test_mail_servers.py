"""The table of servers: each way in which one refuses, hangs or lies; what becomes of the mail, and what is said."""

import socket
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from outbox.failures import explain
from outbox.models import OutgoingMail
from outbox.tasks import send, send_due
from tests.certificates import server_context, write_certificate
from tests.factories import make_mail
from tests.smtp_server import FakeMailServer, running_mail_server

pytestmark = pytest.mark.django_db

WAITING, FAILED, REFUSED = "trying again", "failed", "address refused"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return write_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def server(settings, certificate):
    with running_mail_server() as server:
        server.certificate = server_context(certificate)
        server.timeout_of_client = 0.5
        yield server


def use(settings, server: FakeMailServer, **options: object) -> None:
    mailer = server.mailers["default"]
    settings.MAILERS = {"default": {**mailer, "OPTIONS": {**mailer["OPTIONS"], **options}}}


@dataclass(frozen=True)
class Case:
    """``replies`` and ``features`` are those of the server, ``options`` those of the site."""

    state: str
    said: str
    replies: dict[str, str] | None = None
    features: tuple[str, ...] = ("STARTTLS", "AUTH PLAIN")
    options: dict[str, object] | None = None
    is_encrypted_from_start: bool = False


SIGN_IN = {"username": "mara", "password": "p/ss"}

CASES = {
    "busy": Case(WAITING, "asks to wait", {"CONNECT": "421 too many connections"}),
    "closed to this machine": Case(WAITING, "refuses the mail", {"CONNECT": "554 not you"}),
    "no mail server": Case(WAITING, "can’t be reached", {"CONNECT": "HTTP/1.1 400 Bad Request"}),
    "silent": Case(WAITING, "does not answer", {"CONNECT": ""}),
    "without STARTTLS": Case(WAITING, "does not encrypt", features=(), options={"use_tls": True}),
    "certificate of nobody": Case(WAITING, "certificate", options={"use_tls": True}),
    "plain where TLS is expected": Case(WAITING, "from the start", options={"use_ssl": True}),
    "TLS where plain is expected": Case(WAITING, "does not answer", is_encrypted_from_start=True),
    "without sign-in": Case(WAITING, "takes no password", features=(), options=SIGN_IN),
    "wrong password": Case(WAITING, "user name or the password", {"AUTH": "535 5.7.8 no"}, options=SIGN_IN),
    "sign-in missing": Case(WAITING, "user name or the password", {"MAIL": "530 5.7.0 sign in first"}),
    "sender unknown": Case(WAITING, "address of the sender", {"MAIL": "550 5.7.1 not your address"}),
    "relaying denied": Case(WAITING, "passes no mail on", {"RCPT": "554 5.7.1 Relay access denied"}),
    "greylisting": Case(WAITING, "tries again by itself", {"RCPT": "450 4.2.0 Greylisted, come back"}),
    "no such address": Case(REFUSED, "", {"RCPT": "550 5.1.1 No such user"}),
    "no such address, without enhanced code": Case(REFUSED, "", {"RCPT": "550 unknown"}),
    "full mailbox": Case(FAILED, "", {"RCPT": "552 5.2.2 Mailbox full"}),
    "policy": Case(FAILED, "", {"RCPT": "550 5.7.26 Unauthenticated mail"}),
    "taken for spam": Case(FAILED, "", {"DATA": "554 5.7.1 Spam"}),
    "out of space": Case(WAITING, "tries again by itself", {"DATA": "452 4.3.1 no space"}),
    "drop after DATA": Case(WAITING, "broke off", {"DATA": "drop"}),
    "silent after DATA": Case(WAITING, "does not answer", {"DATA": ""}),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_becomes_of_a_mail(settings, server, clock, case):
    """What waits arrives once when the server is in order, with the same ``Message-ID``."""
    server.replies, server.features = dict(case.replies or {}), list(case.features)
    server.is_encrypted_from_start = case.is_encrypted_from_start
    use(settings, server, **(case.options or {}))
    mail = make_mail()
    send.func(mail.pk)
    mail.refresh_from_db()
    assert mail.state == case.state
    assert case.said in explain(mail.last_error)
    server.replies, server.is_encrypted_from_start = {}, False
    use(settings, server)
    clock(minutes=2)
    send_due.func()
    expected = [mail.message_id] if case.state == WAITING else []
    assert [arrived["Message-ID"] for arrived in server.mails] == expected


@pytest.mark.parametrize("security", ["use_tls", "use_ssl"])
def test_mail_is_encrypted_and_signed_in(settings, server, certificate, monkeypatch, security):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    server.features = ["STARTTLS", "AUTH PLAIN"]
    server.is_encrypted_from_start = security == "use_ssl"
    use(settings, server, **{security: True}, **SIGN_IN)
    mail = make_mail()
    send.func(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.last_error) == ("sent", "")


def unknown_host() -> tuple[str, int]:
    return "mail.invalid", 25


def closed_port() -> tuple[str, int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()


@pytest.mark.parametrize(
    ("place", "said"), [(unknown_host, "no server with this name"), (closed_port, "can’t be reached")]
)
def test_server_that_is_not_there(settings, server, place: Callable[[], tuple[str, int]], said):
    host, port = place()
    use(settings, server, host=host, port=port)
    mail = make_mail()
    send.func(mail.pk)
    mail.refresh_from_db()
    assert mail.state == WAITING
    assert said in explain(mail.last_error)


def test_one_refused_recipient_stops_nobody_else(settings, server):
    use(settings, server)
    server.replies["RCPT"] = "550 5.1.1 No such user"
    send.func(make_mail(to="gone@example.org").pk)
    server.replies.clear()
    make_mail(to="here@example.org")
    send_due.func()
    assert [arrived["To"] for arrived in server.mails] == ["here@example.org"]


def test_refused_address_is_not_written_to_again(settings, server):
    use(settings, server)
    server.replies["RCPT"] = "550 5.1.1 No such user"
    send.func(make_mail(to="gone@example.org").pk)
    server.replies.clear()
    later = make_mail(to="Gone@example.org")
    send.func(later.pk)
    later.refresh_from_db()
    assert server.mails == []
    assert "the address has refused mail since" in later.last_error


def test_try_again_takes_the_address_for_a_good_one(settings, server):
    use(settings, server)
    server.replies["RCPT"] = "550 5.1.1 No such user"
    for _ in range(2):
        send.func(make_mail(to="gone@example.org").pk)
    server.replies.clear()
    OutgoingMail.objects.failed().to_address("gone@example.org").try_again()
    send_due.func()
    assert len(server.mails) == 2


def test_staff_are_written_to_although_their_address_refused_mail(settings, server, django_user_model):
    use(settings, server)
    django_user_model.objects.create_user("mara@example.org", "x", is_staff=True)
    server.replies["RCPT"] = "550 5.1.1 No such user"
    send.func(make_mail(to="mara@example.org").pk)
    server.replies.clear()
    send.func(make_mail(to="mara@example.org").pk)
    assert len(server.mails) == 1
