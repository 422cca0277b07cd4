"""Who can be mailed: who is registered, agreed, stopped or is staff; and mail that the server refuses or delays."""

from datetime import timedelta

import pytest
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone

from comments import reader_actions
from comments.models import MailRecipient
from comments.notifications import readers as reader_notifications
from comments.notifications.readers import NotifyStatus
from outbox.models import OutgoingMail
from tests.comments.reader_mails import NADIA, link, text_of
from tests.factories import make_coach, make_comment, make_question
from tests.smtp_server import running_mail_server

pytestmark = pytest.mark.django_db


def test_conversation_from_the_first_mail_to_unsubscribing(
    server, later, two_hours_later, client, post, question, answer
):
    reply = answer(question)
    later()
    client.post(link(server.mails[0], "confirm"), headers={"Sec-Fetch-Site": "same-origin"})
    again = make_question(post, email=NADIA, text="How low?", parent=reply)
    answer(again, "To the floor.")
    later()
    assert "To the floor." in text_of(server.mails[1])
    client.post(link(server.mails[1], "thread"), headers={"Sec-Fetch-Site": "same-origin"})
    answer(make_question(post, email=NADIA, text="Still clicks.", parent=reply), "Write to me.")
    later(20)
    assert len(server.mails) == 2
    answer(make_question(post, email=NADIA, text="Another matter."), "Gladly.")
    later()
    assert "Gladly." in text_of(server.mails[2])
    client.post(link(server.mails[2], "stop"), headers={"Sec-Fetch-Site": "same-origin"})
    answer(make_question(post, email=NADIA, text="One more."), "Here.")
    later(20)
    two_hours_later()
    assert len(server.mails) == 3
    assert not OutgoingMail.objects.unsent().exists()


def test_answer_to_an_imported_comment_is_not_mailed(server, later, post, answer):
    """An import creates comments without recipients."""
    answer(make_comment(post, email=NADIA))
    later(20)
    assert server.mails == []


def test_staff_are_not_mailed_as_readers(server, later, coach, post, answer):
    make_coach(email="lena@example.org")
    MailRecipient.objects.register("Lena@example.org")
    assert not MailRecipient.objects.exists()
    answer(make_question(post, email="lena@example.org", author=None))
    later(20)
    assert server.mails == []


def test_reader_who_became_staff_is_not_mailed(server, later, question, answer):
    make_coach(email=NADIA)
    answer(question)
    later(20)
    assert server.mails == []


def test_link_mail_can_be_unsubscribed_from(server, later, client, nadia, question):
    reader_actions.mail_link(question)
    later()
    [mail] = server.mails
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    client.post(link(mail, "stop"), headers={"Sec-Fetch-Site": "same-origin"})
    assert reader_notifications.notify_status(question) == NotifyStatus.STOPPED


def test_link_is_not_mailed_after_a_stop(server, later, nadia, question):
    reader_actions.mail_link(question)
    nadia.stop()
    later()
    assert server.mails == []


def test_confirmation_after_a_stop_is_refused(nadia):
    nadia.stop()
    assert not reader_notifications.confirm(nadia)
    nadia.resume()
    assert not nadia.confirmed_at


def test_stop_can_be_undone(nadia):
    nadia.confirm()
    nadia.disown()
    nadia.resume()
    assert (nadia.stopped_at, nadia.disowned_at) == (None, None)
    assert nadia.confirmed_at


@pytest.mark.parametrize(
    ("reply", "status"),
    [("550 no such person", NotifyStatus.UNREACHABLE), ("554 5.7.1 not wanted", NotifyStatus.REFUSED)],
)
def test_permanently_refused_address_is_shown_and_not_mailed_again(
    server, later, nadia, question, answer, reply, status
):
    server.replies["RCPT"] = reply
    nadia.confirm()
    answer(question)
    later(10)
    assert MailRecipient.objects.with_failing_since().get().failing_since
    assert reader_notifications.notify_status(question) == status
    server.replies.clear()
    answer(question, "Once more.")
    later(10)
    assert server.mails == []


def test_next_mail_is_sent_after_a_failure_is_dismissed(server, later, nadia, question, answer):
    server.replies["RCPT"] = "550 no such person"
    nadia.confirm()
    answer(question)
    later()
    server.replies.clear()
    OutgoingMail.objects.failed().update(dismissed_at=timezone.now())
    answer(question, "Once more.")
    later()
    assert len(server.mails) == 1


@pytest.mark.parametrize("verb", ["CONNECT", "RCPT", "DATA"])
def test_first_mail_delayed_by_the_server_arrives_once(server, later, clock, question, answer, verb):
    server.replies[verb] = "421 try later"
    answer(question)
    later(60)
    assert server.mails == []
    server.replies.clear()
    later(240)
    assert len(server.mails) == 1


@pytest.mark.parametrize("verb", ["CONNECT", "RCPT", "DATA"])
def test_hanging_server_delays_the_mail_and_repeats_nothing(settings, server, later, question, answer, verb):
    server.timeout_of_client = 0.2
    settings.MAILERS = server.mailers
    server.replies[verb] = ""
    answer(question)
    later(10)
    assert server.mails == []
    server.replies.clear()
    later(60)
    assert len(server.mails) == 1


def test_server_down_for_an_hour_loses_and_repeats_nothing(settings, later, post, answer):
    with running_mail_server() as server:
        settings.MAILERS = server.mailers
        port = server.port
    comments = [make_question(post) for _ in range(12)]
    for comment in comments:
        answer(comment)
    later(60)
    with running_mail_server(port) as server:
        later(240)
        assert sorted(mail["To"] for mail in server.mails) == sorted(comment.email for comment in comments)


def test_stop_while_the_server_is_down_cancels_the_mail(server, later, nadia, question, answer):
    server.replies["CONNECT"] = "421 try later"
    answer(question)
    later(10)
    nadia.refresh_from_db()
    nadia.stop()
    server.replies.clear()
    later(240)
    assert server.mails == []


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda nadia, question: None, NotifyStatus.FIRST),
        (lambda nadia, question: nadia.confirm(), NotifyStatus.MAIL),
        (lambda nadia, question: nadia.stop(), NotifyStatus.STOPPED),
        (lambda nadia, question: nadia.disown(), NotifyStatus.DISOWNED),
        (lambda nadia, question: nadia.mute(question), NotifyStatus.MUTED),
        (lambda nadia, question: nadia.delete(), NotifyStatus.NOT_REGISTERED),
        (lambda nadia, question: make_coach(email=NADIA), NotifyStatus.STAFF),
    ],
)
def test_notify_status_of_a_comment(nadia, question, change, status):
    change(nadia, question)
    assert reader_notifications.notify_status(question) == status


def test_notify_status_after_an_unconfirmed_first_mail(server, later, question, answer):
    answer(question)
    later()
    assert reader_notifications.notify_status(question) == NotifyStatus.UNCONFIRMED
    assert not NotifyStatus.UNCONFIRMED.is_notified


def test_notify_statuses_take_the_same_queries_for_many_comments(post, django_assert_num_queries):
    comments = [make_question(post) for _ in range(20)]
    with django_assert_num_queries(3):
        assert set(reader_notifications.notify_statuses(comments).values()) == {NotifyStatus.FIRST}


def test_notify_status_without_an_email():
    comment = make_comment(email="")
    assert reader_notifications.notify_status(comment) == NotifyStatus.NOT_REGISTERED


@pytest.mark.all_cases
@pytest.mark.parametrize("fields", [{"email": "Nadia@example.org"}, {"email": NADIA, "disowned_at": timezone.now()}])
def test_database_refuses_an_invalid_recipient(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        MailRecipient.objects.create(**fields)


def test_comment_from_the_form_registers_a_recipient(reader, post):
    fields = {"name": "Nadia", "email": "Nadia@Example.org", "text": "Hello there."}
    assert reader.post("/strong-hips/comments/new/", fields).status_code == 303
    assert MailRecipient.objects.get().email == NADIA


def test_filled_honeypot_registers_no_recipient(reader, post):
    fields = {"name": "Bot", "email": NADIA, "text": "Buy this.", "homepage_url": "https://example.org"}
    reader.post("/strong-hips/comments/new/", fields)
    assert not MailRecipient.objects.exists()


def test_confirm_link_expires_and_stop_link_does_not(server, later, client, monkeypatch, question, answer):
    answer(question)
    later()
    [mail] = server.mails
    after = (timezone.now() + timedelta(days=31)).timestamp()
    monkeypatch.setattr(signing.time, "time", lambda: after)
    assert client.get(link(mail, "confirm")).status_code == 404
    assert client.get(link(mail, "stop")).status_code == 200
