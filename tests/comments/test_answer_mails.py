"""Which answers are mailed to a reader, what the mail contains, and what cancels it."""

import re
import threading

import pytest
from django.db import connections, transaction

from comments import reader_actions
from comments.models import Comment, MailRecipient
from comments.moderation import actions as moderation
from comments.moderation.actions import Verb
from comments.notifications import readers as reader_notifications
from outbox.delivery import deliver
from outbox.models import OutgoingMail
from tests.comments.reader_mails import (
    NADIA,
    change_email,
    hide_question,
    link,
    mute,
    stop,
    take_article_offline,
    text_of,
)
from tests.factories import make_answer, make_comment, make_post, make_question

pytestmark = pytest.mark.django_db


def test_first_answer_is_mailed_in_the_coachs_name(server, later, question, answer):
    reply = answer(question)
    later()
    [mail] = server.mails
    assert mail["To"] == NADIA
    assert mail["From"] == "Mara Lindt <hello@coach.example.com>"
    assert mail["Reply-To"] is None
    assert mail["Subject"] == "Mara Lindt answered your comment on “Strong hips”"
    assert f"http://testserver/comments/{reply.pk}/" in text_of(mail)
    assert "one-click" in mail["List-Unsubscribe"]


def test_first_mail_quotes_neither_comment_nor_answer(server, later, question, answer):
    """Anybody can enter another person's address: the mail must not carry text to that person."""
    answer(question)
    later()
    for part in server.mails[0].iter_parts():
        for word in ("Nadia", "knee", "Squat", "air"):
            assert word not in part.get_content()


def test_an_address_gets_one_first_mail(server, later, post, question, answer):
    answer(question)
    later()
    answer(question, "And twice a week.")
    answer(make_question(post, email=NADIA, text="And my hip?"))
    answer(make_question(make_post(), email=NADIA.upper(), text="And my neck?"))
    later(30)
    assert len(server.mails) == 1


def test_two_answers_together_are_one_first_mail(server, later, post, question, answer):
    answer(question)
    answer(make_question(post, email=NADIA, text="And my hip?"))
    later()
    assert len(server.mails) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrent
def test_ten_workers_send_one_first_mail_to_an_address(server, clock, post, answer):
    for number in range(10):
        answer(make_question(post, email=NADIA, text=f"Question {number}?"))
    clock(minutes=3)
    mails = list(OutgoingMail.objects.all())
    start = threading.Barrier(len(mails))

    def work(mail):
        start.wait()
        try:
            deliver(mail)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[mail]) for mail in mails]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mails) == 10
    assert len(server.mails) == 1


def test_first_mail_links_to_the_answer_that_was_not_binned(server, later, coach, post, question, answer):
    first = answer(question)
    second = answer(make_question(post, email=NADIA, text="And my hip?"))
    moderation.moderate(first, Verb.BIN, by=coach)
    later()
    [mail] = server.mails
    assert f"/comments/{second.pk}/" in text_of(mail)


def test_confirmed_recipient_gets_the_text_of_the_answer(server, later, nadia, question, answer):
    nadia.confirm()
    answer(question, "Squat <em>lower</em>.\n\nSee <a href='https://example.org/hips'>this film</a> & rest.")
    later()
    [mail] = server.mails
    assert mail["Subject"] == "Mara Lindt answered you: “Strong hips”"
    assert "Squat lower.\n\nSee this film (https://example.org/hips) & rest." in text_of(mail)
    assert "<em>lower</em>" in mail.get_body(["html"]).get_content()
    assert "knee" not in text_of(mail)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_answers_before_the_confirmation_are_mailed_after_it(server, later, post, nadia, question, answer):
    answer(question)
    answer(make_question(post, email=NADIA, text="And my hip?"), "Bridges.")
    later()
    nadia.refresh_from_db()
    assert reader_notifications.confirm(nadia)
    later()
    assert ["Bridges." in text_of(mail) for mail in server.mails] == [False, True]


def test_mail_is_sent_after_two_minutes(server, later, question, answer):
    answer(question)
    later(1)
    assert server.mails == []


def test_answer_submitted_twice_is_mailed_once(server, later, nadia, question, answer):
    nadia.confirm()
    answer(question)
    answer(question)
    later(20)
    assert len(server.mails) == 1


def test_answer_and_its_mail_are_one_transaction(question, answer):
    with transaction.atomic():
        answer(question)
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("verb", [Verb.HOLD, Verb.SPAM, Verb.BIN])
def test_mail_of_an_undone_answer_is_not_sent(server, later, coach, question, answer, verb):
    moderation.moderate(answer(question), verb, by=coach)
    assert not OutgoingMail.objects.unsent().filter(kind__startswith="answer").exists()
    later(20)
    assert server.mails == []


def test_undone_answer_leaves_the_first_mail_for_the_next(server, later, coach, question, answer):
    moderation.moderate(answer(question, "Tpyo"), Verb.BIN, by=coach)
    later(5)
    answer(question)
    later()
    assert len(server.mails) == 1


def test_restored_answer_is_mailed(server, later, coach, question, answer):
    reply = answer(question)
    moderation.moderate(reply, Verb.BIN, by=coach)
    moderation.moderate(reply, Verb.RESTORE, by=coach)
    later(20)
    assert len(server.mails) == 1


def test_restored_answer_is_not_mailed_twice(server, later, coach, nadia, question, answer):
    nadia.confirm()
    reply = answer(question)
    later()
    assert not reader_notifications.cancel_mails(reply)
    moderation.moderate(reply, Verb.HOLD, by=coach)
    moderation.moderate(reply, Verb.APPROVE, by=coach)
    later(20)
    assert len(server.mails) == 1


def hide_without_a_decision(question, reply):
    Comment.objects.filter(pk=reply.pk).update(state="binned")


def delete_answer(question, reply):
    reply.delete()


def delete_article(question, reply):
    question.post.delete()


@pytest.mark.parametrize("confirmed", [False, True])
@pytest.mark.parametrize(
    "event",
    [
        hide_without_a_decision,
        delete_answer,
        delete_article,
        take_article_offline,
        hide_question,
        change_email,
        stop,
        mute,
    ],
)
def test_mail_is_not_sent_after(server, later, two_hours_later, nadia, question, answer, event, confirmed):
    if confirmed:
        nadia.confirm()
    event(question, answer(question))
    later(20)
    two_hours_later()
    assert [mail["Subject"] for mail in server.mails if "answered" in mail["Subject"]] == []
    assert not OutgoingMail.objects.unsent().exists()


def test_answer_to_staff_or_without_a_parent_is_not_mailed(coach, post):
    assert reader_notifications.notify_of_answer(make_answer(make_answer(make_question(post)))) is None
    assert reader_notifications.notify_of_answer(make_comment(post, author=coach)) is None


def test_reply_by_a_reader_is_not_mailed(post, nadia, question):
    nadia.confirm()
    assert reader_notifications.notify_of_answer(make_question(post, parent=question)) is None


@pytest.fixture
def private_question(post):
    return make_question(post, email=NADIA, text="Between us: it hurts.", state="held", is_private=True)


def test_private_answer_is_mailed_after_the_confirmation(server, later, client, private_question, answer):
    """Before the confirmation the mailbox may be another person's: it gets neither the text nor a link to it."""
    answer(private_question, "See a doctor.")
    later()
    [first] = server.mails
    assert first["Subject"] == "Mara Lindt answered you"
    assert "See a doctor" not in text_of(first)
    assert "/comments/" not in text_of(first)
    client.post(link(first, "confirm"), headers={"Sec-Fetch-Site": "same-origin"})
    later()
    [_, second] = server.mails
    assert "See a doctor." in text_of(second)
    [page] = re.findall(r"http://testserver(/comments/mine/\S+)", text_of(second))
    assert "See a doctor." in client.get(page).text


def test_private_answer_is_mailed_once_to_a_confirmed_recipient(server, later, private_question, answer):
    MailRecipient.objects.get().confirm()
    answer(private_question, "See a doctor.")
    later(20)
    [mail] = server.mails
    assert "See a doctor." in text_of(mail)
    assert "it hurts" not in text_of(mail)


def test_answer_by_mail_only_is_mailed_for_a_held_comment(server, later, coach, nadia, question):
    nadia.confirm()
    moderation.answer(question, by=coach, text="Between us.", by_mail_only=True)
    later(20)
    assert ["Between us." in text_of(mail) for mail in server.mails] == [True]


def test_mail_of_an_undone_private_answer_is_not_sent(server, later, coach, private_question, answer):
    MailRecipient.objects.get().confirm()
    moderation.moderate(answer(private_question), Verb.BIN, by=coach)
    later(20)
    assert server.mails == []


def test_answer_to_a_withdrawn_question_is_not_mailed(server, later, nadia, question, answer):
    nadia.confirm()
    answer(question)
    reader_actions.withdraw(question)
    later(20)
    assert server.mails == []


def test_answer_is_mailed_to_the_corrected_email(server, later, question, answer):
    reader_actions.change_email(question, "nadia.sommer@example.org")
    answer(question)
    later()
    assert [mail["To"] for mail in server.mails] == ["nadia.sommer@example.org"]
