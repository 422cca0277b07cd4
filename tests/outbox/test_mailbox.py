"""Mail that comes back to the mailbox of the sender: each kind of report, and those that are forged."""

from datetime import timedelta

import pytest
from django.utils import timezone

from outbox.models import OutgoingMail, ReportMailbox
from outbox.tasks import read_reports
from tests.factories import make_mail
from tests.outbox.reports import ANSWER, DSN_WITHOUT_DIAGNOSIS, EXIM, OUT_OF_OFFICE, QMAIL, dsn

pytestmark = pytest.mark.django_db

REFUSED, FAILED, SENT = "address refused", "failed", "sent"


def report(text: str, mail: OutgoingMail, **fields: str) -> str:
    return text.replace("{id}", mail.message_id).replace("{to}", mail.to)


def state_after(mail: OutgoingMail) -> str:
    read_reports.func()
    mail.refresh_from_db()
    return mail.state


@pytest.mark.parametrize(
    ("text", "state", "words"),
    [
        (dsn(), REFUSED, "550 5.1.1 User unknown"),
        (dsn(status="5.0.0", words="550 unknown user"), REFUSED, "5.0.0 550 unknown user"),
        (dsn(status="5.4.4", words="554 5.4.4 Host not found"), REFUSED, "554 5.4.4 Host not found"),
        (DSN_WITHOUT_DIAGNOSIS, REFUSED, "5.1.1"),
        (EXIM, REFUSED, "550 5.1.1 User unknown"),
        (QMAIL, REFUSED, "Sorry, no mailbox here by that name. (#5.1.1)"),
        (dsn(status="5.2.2", words="552 5.2.2 Mailbox full"), FAILED, "552 5.2.2 Mailbox full"),
        (dsn(status="4.4.7", words="451 4.4.7 Expired"), FAILED, "451 4.4.7 Expired"),
        (dsn(status="5.7.1", words="550 5.7.1 Blocked"), FAILED, "550 5.7.1 Blocked"),
        (dsn(action="delayed", status="4.4.1", words="451 4.4.1 later"), SENT, ""),
        (dsn(action="delivered", status="2.0.0", words="250 taken"), SENT, ""),
        (OUT_OF_OFFICE, SENT, ""),
        (ANSWER, SENT, ""),
    ],
)
def test_kinds_of_reports(mailbox, sent, text, state, words):
    mail = sent()
    mailbox.receive(report(text, mail))
    assert state_after(mail) == state
    assert mail.last_error == words


def test_nothing_is_written_to_an_address_that_refused(mailbox, sent, provider):
    mailbox.receive(report(dsn(), sent()))
    read_reports.func()
    with pytest.raises(AssertionError):
        sent("Nadia@example.org")
    assert len(provider.mails) == 1


@pytest.mark.parametrize(
    "forge",
    [
        lambda mail: mail.message_id.replace(mail.signature, "0" * 32),
        lambda mail: f"<{mail.pk}@coach.example.com>",
        lambda mail: make_mail(to="other@example.org").message_id.replace("<", f"<{mail.pk}0"),
        lambda mail: "",
    ],
    ids=["wrong signature", "no signature", "another mail’s", "nothing"],
)
def test_forged_report_silences_nobody(mailbox, sent, forge):
    mail = sent()
    mailbox.receive(dsn().replace("{id}", forge(mail)).replace("{to}", mail.to))
    assert state_after(mail) == SENT
    assert not OutgoingMail.objects.failed().exists()


def test_message_id_of_one_mail_says_nothing_about_another(mailbox, sent):
    """Who got a mail knows its Message-ID, and can use it against nobody else."""
    own, other = sent("mallory@example.org"), sent("nadia@example.org")
    mailbox.receive(dsn().replace("{id}", own.message_id).replace("{to}", other.to))
    assert state_after(other) == SENT


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00 no mail at all",
        b"From: MAILER-DAEMON@x\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: \xff\r\n",
        b"From: MAILER-DAEMON@x\r\nContent-Type: multipart/report\r\n\r\n" + b"--\r\n" * 1000,
    ],
)
def test_odd_mail_stops_nothing(mailbox, sent, content):
    mail = sent()
    mailbox.receive(content)
    mailbox.receive(report(dsn(), mail))
    assert state_after(mail) == REFUSED


def test_a_report_counts_once(mailbox, sent):
    mail = sent()
    mailbox.receive(report(dsn(), mail))
    assert state_after(mail) == REFUSED
    mail.try_again()
    mailbox.receive("From: mara@example.org\n\nHello")
    assert state_after(mail) == "waiting"
    assert ReportMailbox.load().last_uid == 102


def test_mailbox_that_was_made_anew_is_read_from_its_beginning(mailbox, sent):
    mailbox.receive("From: mara@example.org\n\nHello")
    read_reports.func()
    mail = sent()
    mailbox.mails, mailbox.uid_validity = {1: report(dsn(), mail).replace("\n", "\r\n").encode()}, 8
    assert state_after(mail) == REFUSED


def test_of_other_mail_only_four_headers_are_read_and_nothing_is_changed(mailbox, sent):
    mailbox.receive("From: lena@example.org\nSubject: Private\n\nHello Mara")
    mailbox.receive(report(dsn(), sent()))
    read_reports.func()
    fetched = [command for command in mailbox.commands if "FETCH" in command]
    assert [command for command in fetched if "101" in command] == [
        "UID FETCH 101 (BODY.PEEK[HEADER.FIELDS (CONTENT-TYPE RETURN-PATH X-FAILED-RECIPIENTS FROM)])"
    ]
    assert all("PEEK" in command for command in fetched)
    assert "EXAMINE INBOX" in mailbox.commands


def test_forgotten_mail_stays_forgotten(mailbox, sent):
    mail = sent()
    text = report(dsn(), mail)
    OutgoingMail.objects.filter(pk=mail.pk).anonymise()
    mailbox.receive(text)
    assert state_after(mail) == SENT
    assert mail.last_error == ""


def test_wrong_password_is_stored_for_the_page(mailbox, settings):
    settings.REPORT_MAILBOX = {**mailbox.account, "password": "other"}
    read_reports.func()
    assert "wrong password" in ReportMailbox.load().error
    settings.REPORT_MAILBOX = mailbox.account
    read_reports.func()
    assert ReportMailbox.load().error == ""


def test_without_a_mailbox_nothing_is_read(sent):
    read_reports.func()
    assert not ReportMailbox.objects.exists()


def test_failure_of_a_mail_that_staff_dismissed_stays_dismissed(mailbox, sent):
    mail = sent()
    OutgoingMail.objects.filter(pk=mail.pk).update(dismissed_at=timezone.now() - timedelta(hours=1))
    mailbox.receive(report(dsn(), mail))
    assert state_after(mail) == SENT
