import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from outbox.delivery import deliver
from outbox.models import OutgoingMail
from outbox.tasks import send, send_due
from tests.factories import make_mail
from tests.smtp_server import running_mail_server

pytestmark = pytest.mark.django_db


def test_mail_arrives_as_written(mail_server, settings):
    settings.SITE_URL = "https://coach.example.com"
    settings.DEFAULT_FROM_EMAIL = "Sturdy <hello@coach.example.com>"
    written = timezone.now() - timedelta(hours=3)
    mail = make_mail(
        subject="Schön, dass du schreibst", text="Text, naïve.\n", reply_to="mara@example.org", created_at=written
    )
    send.func(mail.pk)
    [arrived] = mail_server.mails
    assert arrived["Subject"] == "Schön, dass du schreibst"
    assert (arrived["From"], arrived["To"]) == ("Sturdy <hello@coach.example.com>", "nadia@example.org")
    assert arrived["Reply-To"] == "mara@example.org"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["Date"].datetime == written.replace(microsecond=0)
    assert arrived["Message-ID"].endswith("@coach.example.com>")
    assert arrived.get_body(["plain"]).get_content().split() == ["Text,", "naïve."]
    assert arrived.get_body(["html"]).get_content().strip() == "<p>Thank you.</p>"
    mail.refresh_from_db()
    assert mail.sent_at
    assert mail.attempts == 1


def test_mail_is_sent_once(mail_server):
    mail = make_mail()
    send.func(mail.pk)
    send.func(mail.pk)
    send_due.func()
    assert len(mail_server.mails) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrent
def test_twenty_workers_send_a_mail_once(mail_server):
    mail = make_mail()
    start = threading.Barrier(20)

    def work() -> None:
        start.wait()
        try:
            deliver(OutgoingMail.objects.get(pk=mail.pk))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mail_server.mails) == 1


def test_mail_claimed_by_another_worker_is_not_sent(mail_server):
    mail = make_mail(claimed_until=timezone.now() + timedelta(minutes=3))
    send.func(mail.pk)
    send_due.func()
    assert mail_server.mails == []


def test_mail_of_a_dead_worker_is_sent_after_its_lease(mail_server, clock):
    mail = make_mail()
    mail.claim()
    clock(minutes=11)
    send_due.func()
    assert len(mail_server.mails) == 1


def test_sweep_sends_mail_whose_task_was_lost(mail_server):
    make_mail()
    send_due.func()
    assert len(mail_server.mails) == 1


def test_sweep_is_bounded(mail_server, monkeypatch):
    monkeypatch.setattr("outbox.delivery.BATCH", 3)
    for _ in range(5):
        make_mail()
    send_due.func()
    assert len(mail_server.mails) == 3


def test_temporary_refusal_is_retried_with_the_same_message_id(mail_server, clock):
    mail = make_mail()
    mail_server.replies["RCPT"] = "450 come back later"
    send.func(mail.pk)
    mail.refresh_from_db()
    assert mail.last_error == "450 come back later"
    assert not mail.given_up_at
    expected = mail.message_id
    mail_server.replies.clear()
    send_due.func()
    assert mail_server.mails == []
    clock(minutes=2)
    send_due.func()
    assert [arrived["Message-ID"] for arrived in mail_server.mails] == [expected]


def test_pauses_grow_and_retries_end_after_days(mail_server, clock):
    mail = make_mail()
    mail_server.replies["DATA"] = "451 local error"
    pauses = []
    while not mail.given_up_at:
        send_due.func()
        mail.refresh_from_db()
        pauses.append(round((mail.due_at - timezone.now()).total_seconds()))
        clock(seconds=max(0, pauses[-1]) + 1)
    assert pauses[:-1] == sorted(pauses[:-1])
    assert timedelta(seconds=sum(pauses[:-1])).days == 4
    assert mail.last_error == "451 local error"


@pytest.mark.parametrize(("verb", "reply"), [("RCPT", "550 no such person"), ("DATA", "554 not wanted")])
def test_permanent_refusal_is_given_up_at_once(mail_server, clock, verb, reply):
    mail = make_mail()
    mail_server.replies[verb] = reply
    send.func(mail.pk)
    mail.refresh_from_db()
    assert mail.given_up_at
    assert mail.last_error == reply
    mail_server.replies.clear()
    clock(days=1)
    send_due.func()
    assert mail_server.mails == []


@pytest.mark.parametrize(("verb", "reply"), [("CONNECT", "554 not you"), ("MAIL", "530 sign in first")])
def test_refusal_of_the_sender_waits_for_corrected_settings(mail_server, clock, verb, reply):
    mail = make_mail()
    mail_server.replies[verb] = reply
    send.func(mail.pk)
    mail.refresh_from_db()
    assert not mail.given_up_at
    assert mail.last_error == reply
    mail_server.replies.clear()
    clock(minutes=2)
    send_due.func()
    assert len(mail_server.mails) == 1


def test_connection_lost_during_the_mail_does_not_duplicate_it(mail_server, clock):
    mail = make_mail()
    mail_server.drops_mid_data = True
    send.func(mail.pk)
    assert mail_server.mails == []
    mail_server.drops_mid_data = False
    clock(minutes=2)
    send_due.func()
    clock(days=1)
    send_due.func()
    assert len(mail_server.mails) == 1


def test_connection_lost_after_acceptance_does_not_duplicate_the_mail(mail_server, clock):
    mail = make_mail()
    mail_server.replies["QUIT"] = "drop"
    send.func(mail.pk)
    clock(minutes=2)
    send_due.func()
    assert len(mail_server.mails) == 1


def test_server_down_for_an_hour_loses_and_duplicates_nothing(settings, clock):
    with running_mail_server() as mail_server:
        settings.MAILERS = mail_server.mailers
        port = mail_server.port
    mails = [make_mail(to=f"reader{number}@example.org") for number in range(12)]
    for mail in mails:
        send.func(mail.pk)
    for _ in range(60):
        send_due.func()
        clock(minutes=1)
    assert OutgoingMail.objects.unsent().count() == 12
    with running_mail_server(port) as mail_server:
        for _ in range(240):
            send_due.func()
            clock(minutes=1)
        assert sorted(arrived["To"] for arrived in mail_server.mails) == sorted(mail.to for mail in mails)
    assert not OutgoingMail.objects.unsent().exists()


def test_sweep_connects_once_to_a_server_that_is_down(settings, monkeypatch):
    with running_mail_server() as mail_server:
        settings.MAILERS = mail_server.mailers
    for _ in range(3):
        make_mail()
    send_due.func()
    assert OutgoingMail.objects.filter(attempts=1).count() == 1


def test_mail_waits_if_no_server_is_configured(settings):
    settings.MAILERS = {}
    mail = make_mail()
    send.func(mail.pk)
    send_due.func()
    mail.refresh_from_db()
    assert (mail.attempts, mail.last_error, mail.sent_at, mail.given_up_at) == (0, "", None, None)


def test_mail_written_before_a_server_was_configured_is_sent(mail_server):
    make_mail(created_at=timezone.now() - timedelta(days=13), due_at=timezone.now() - timedelta(days=13))
    send_due.func()
    assert len(mail_server.mails) == 1


def test_mail_older_than_two_weeks_fails_and_is_not_sent(mail_server):
    mail = make_mail(due_at=timezone.now() - timedelta(days=15))
    send.func(mail.pk)
    send_due.func()
    assert mail_server.mails == []
    assert OutgoingMail.objects.failed().get() == mail


def test_retry_sends_mail_that_was_given_up(mail_server):
    mail = make_mail(due_at=timezone.now() - timedelta(days=15), given_up_at=timezone.now(), attempts=9)
    mail.try_again()
    send_due.func()
    assert len(mail_server.mails) == 1


def test_retry_does_not_send_sent_mail_again(mail_server):
    mail = make_mail(sent_at=timezone.now())
    mail.try_again()
    send_due.func()
    assert mail_server.mails == []


@pytest.mark.parametrize("field", ["subject", "to", "reply_to", "from_name", "unsubscribe_url"])
def test_header_cannot_be_injected(mail_server, field):
    mail = make_mail(reply_to="mara@example.org")
    OutgoingMail.objects.filter(pk=mail.pk).update(**{field: "a@example.org\r\nBcc: thief@example.org"})
    send.func(mail.pk)
    assert mail_server.mails == []
    assert not any("thief" in command for command in mail_server.commands)
    assert OutgoingMail.objects.failed().count() == 1


@pytest.mark.parametrize(
    "name", ["Mara Lindt", "Mara Lindt, coach", "Mara <mara@example.org>", "Mära", "Mara “M” Lindt"]
)
def test_sender_has_the_name_of_a_person_and_the_address_of_the_site(mail_server, settings, name):
    settings.DEFAULT_FROM_EMAIL = "Sturdy <hello@coach.example.com>"
    send.func(make_mail(from_name=name).pk)
    [sender] = mail_server.mails[0]["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, "hello@coach.example.com")


def test_list_unsubscribe_header_with_a_long_url_is_one_line(mail_server):
    """Mail providers read the raw header: it has to be one line, without encoding (RFC 8058, 2)."""
    url = f"https://coach.example.com/mail/one-click/{'x' * 150}/"
    send.func(make_mail(unsubscribe_url=url).pk)
    assert f"List-Unsubscribe: <{url}>".encode() in mail_server.raw[0].splitlines()
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in mail_server.raw[0].splitlines()


def test_mail_without_an_unsubscribe_url_has_no_such_header(mail_server):
    send.func(make_mail().pk)
    assert "List-Unsubscribe" not in mail_server.mails[0]


def test_mail_is_sent_when_it_is_due(mail_server, clock):
    mail = make_mail(due_at=timezone.now() + timedelta(minutes=2))
    send.func(mail.pk)
    clock(minutes=1)
    send_due.func()
    assert mail_server.mails == []
    clock(minutes=1)
    send_due.func()
    assert len(mail_server.mails) == 1


def test_cancelled_mail_is_not_sent(mail_server, clock):
    mail = make_mail(due_at=timezone.now() + timedelta(minutes=2))
    assert mail.cancel()
    mail.try_again()
    clock(minutes=3)
    send_due.func()
    mail.refresh_from_db()
    assert mail_server.mails == []
    assert mail.state == "cancelled"
    assert not OutgoingMail.objects.failed().exists()


def test_sent_mail_cannot_be_cancelled(mail_server):
    mail = make_mail()
    send.func(mail.pk)
    assert not mail.cancel()
    mail.refresh_from_db()
    assert mail.state == "sent"


def test_mail_cancelled_while_being_sent_counts_as_sent(mail_server):
    mail = make_mail()
    mail.claim()
    assert not mail.cancel()
    mail.mark_sent()
    mail.refresh_from_db()
    assert mail.state == "sent"


def test_mail_cancelled_while_being_sent_is_not_retried(mail_server, clock):
    mail = make_mail()
    mail.claim()
    assert not mail.cancel()
    mail.postpone("450 come back later")
    clock(days=1)
    send_due.func()
    assert mail_server.mails == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrent
def test_concurrent_cancel_and_delivery_exclude_each_other(mail_server):
    """A mail that was reported as cancelled must not be sent."""
    mails = [make_mail() for _ in range(20)]
    cancelled = []
    start = threading.Barrier(2)

    def cancel() -> None:
        start.wait()
        try:
            cancelled.extend(mail.pk for mail in mails if mail.cancel())
        finally:
            connections.close_all()

    def work() -> None:
        start.wait()
        try:
            for mail in OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails]).order_by("-pk"):
                deliver(mail)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=cancel), threading.Thread(target=work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = set(OutgoingMail.objects.filter(sent_at__isnull=False).values_list("pk", flat=True))
    assert not sent & set(cancelled)
    assert len(mail_server.mails) == len(sent)
    assert sent | set(cancelled) == {mail.pk for mail in mails}


def test_mail_to_an_invalid_address_is_given_up(mail_server):
    make_mail(to="jürgen@example.org")
    send_due.func()
    assert "Invalid address" in OutgoingMail.objects.failed().get().last_error


def test_late_success_of_a_worker_is_recorded(mail_server, clock):
    """A worker that took longer than its lease still knows that the mail was sent."""
    mail = make_mail()
    mail.claim()
    clock(minutes=11)
    other = OutgoingMail.objects.get(pk=mail.pk)
    other.claim()
    mail.mark_sent()
    other.postpone("timed out")
    other.refresh_from_db()
    assert other.sent_at
    assert other.last_error == ""


def test_sweep_takes_one_query_without_a_server(settings, django_assert_num_queries):
    settings.MAILERS = {}
    with django_assert_num_queries(1):
        send_due.func()


def test_mail_anonymised_while_being_sent_stores_no_server_reply(mail_server, clock):
    mail = make_mail(to="nadia@example.org")
    mail.claim()
    OutgoingMail.objects.filter(pk=mail.pk).anonymise()
    mail.postpone("450 <nadia@example.org> come back later")
    clock(days=1)
    send_due.func()
    assert mail_server.mails == []
    mail.refresh_from_db()
    assert (mail.last_error, mail.state) == ("", "cancelled")


def test_mail_anonymised_while_being_sent_is_marked_as_sent(mail_server):
    mail = make_mail()
    mail.claim()
    OutgoingMail.objects.filter(pk=mail.pk).anonymise()
    mail.mark_sent()
    mail.refresh_from_db()
    assert (mail.to, mail.state) == ("", "sent")


def test_mail_is_reloaded_before_it_is_sent(mail_server):
    """A sweep loads fifty mails, and one of them may change before it is sent."""
    mail = make_mail(to="nadja@example.org")
    OutgoingMail.objects.filter(pk=mail.pk).update(to="nadia@example.org")
    assert deliver(mail)
    assert [sent["To"] for sent in mail_server.mails] == ["nadia@example.org"]
