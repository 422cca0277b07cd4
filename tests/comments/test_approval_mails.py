"""Mail that tells a reader that a comment is public now."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment, Decision, MailRecipient
from comments.moderation import actions as moderation
from comments.moderation.actions import Verb
from comments.notifications import readers as reader_notifications
from comments.tasks import screen_due
from outbox.models import OutgoingMail
from privacy.erasure import erase
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
from tests.factories import make_comment, make_question

pytestmark = pytest.mark.django_db


def test_approval_is_mailed_to_a_confirmed_recipient(server, later, coach, nadia, question):
    nadia.confirm()
    moderation.moderate(question, Verb.APPROVE, by=coach)
    later(15)
    [mail] = server.mails
    assert mail["Subject"] == "Your comment on “Strong hips” is public"
    assert "knee" not in text_of(mail)


def test_approval_is_not_mailed_to_an_unconfirmed_recipient(server, later, coach, question):
    moderation.moderate(question, Verb.APPROVE, by=coach)
    later(15)
    assert server.mails == []


def test_approval_by_an_answer_is_one_mail(server, later, nadia, question, answer):
    nadia.confirm()
    answer(question)
    later(20)
    assert [mail["Subject"] for mail in server.mails] == ["Mara Lindt answered you: “Strong hips”"]


def test_approval_soon_followed_by_an_answer_is_one_mail(server, later, coach, nadia, question, answer):
    nadia.confirm()
    moderation.moderate(question, Verb.APPROVE, by=coach)
    later(5)
    answer(question)
    later(20)
    assert [mail["Subject"] for mail in server.mails] == ["Mara Lindt answered you: “Strong hips”"]


def test_approval_that_was_reverted_is_not_mailed(server, later, coach, nadia, question):
    nadia.confirm()
    moderation.moderate(question, Verb.APPROVE, by=coach)
    moderation.moderate(question, Verb.HOLD, by=coach)
    later(20)
    assert server.mails == []


def test_answer_by_mail_only_and_approval_are_one_mail(server, later, coach, nadia, question):
    nadia.confirm()
    moderation.moderate(question, Verb.APPROVE, by=coach)
    moderation.answer(question, by=coach, text="Between us.", by_mail_only=True)
    later(20)
    assert len(server.mails) == 1


# A comment that was held for long


@pytest.fixture
def held_for_a_day(post):
    """A comment written a day ago and held since then."""
    day_ago = timezone.now() - timedelta(days=1)
    return make_question(post, email=NADIA, name="Nadia S.", text="My knee?", state="held", created_at=day_ago)


@pytest.fixture
def approve(coach):
    def approve(comment):
        moderation.moderate(comment, Verb.APPROVE, by=coach)

    return approve


def test_approval_of_a_comment_held_for_a_day_is_mailed_without_confirmation(
    server, later, two_hours_later, held_for_a_day, approve
):
    approve(held_for_a_day)
    later(20)
    assert server.mails == []
    two_hours_later()
    [mail] = server.mails
    assert mail["Subject"] == "Your comment on “Strong hips” is public"
    assert mail["From"] == "Mara Lindt <hello@coach.example.com>"
    assert f"http://testserver/comments/{held_for_a_day.pk}/" in text_of(mail)
    assert "one-click" in mail["List-Unsubscribe"]
    for part in mail.iter_parts():
        assert "this is the only e-mail you will get" in part.get_content()
        assert "Nadia" not in part.get_content()
        assert "knee" not in part.get_content()


@pytest.mark.parametrize("page", ["confirm", "stop", "not-me"])
def test_approval_mail_has_the_links_of_a_first_mail(server, two_hours_later, client, held_for_a_day, approve, page):
    approve(held_for_a_day)
    two_hours_later()
    client.post(link(server.mails[0], page), headers={"Sec-Fetch-Site": "same-origin"})
    nadia = MailRecipient.objects.get(email=NADIA)
    times = {"confirm": nadia.confirmed_at, "stop": nadia.stopped_at, "not-me": nadia.disowned_at}
    assert times[page]
    assert nadia.first_mail.kind == "comment-approved-first"


def test_answer_replaces_the_approval_mail(server, later, two_hours_later, held_for_a_day, approve, answer):
    approve(held_for_a_day)
    later(20)
    answer(held_for_a_day)
    later()
    two_hours_later()
    assert [mail["Subject"] for mail in server.mails] == ["Mara Lindt answered your comment on “Strong hips”"]


def test_approval_mail_is_the_only_mail_before_a_confirmation(
    server, later, two_hours_later, post, held_for_a_day, approve, answer
):
    approve(held_for_a_day)
    two_hours_later()
    answer(held_for_a_day, "Squat lower.")
    old = timezone.now() - timedelta(days=1)
    approve(make_question(post, email=NADIA, text="And my hip?", state="held", created_at=old))
    two_hours_later()
    assert len(server.mails) == 1
    assert reader_notifications.confirm(MailRecipient.objects.get(email=NADIA))
    later()
    assert "Squat lower." in text_of(server.mails[1])
    assert len(server.mails) == 2


def test_undone_answer_leaves_the_approval_mail(server, later, two_hours_later, coach, held_for_a_day, answer):
    moderation.moderate(answer(held_for_a_day), Verb.BIN, by=coach)
    later()
    two_hours_later()
    assert [mail["Subject"] for mail in server.mails] == ["Your comment on “Strong hips” is public"]


def test_quick_approval_is_not_mailed_to_an_unconfirmed_recipient(server, later, question, approve):
    Comment.objects.filter(pk=question.pk).update(created_at=timezone.now() - timedelta(minutes=5))
    question.refresh_from_db()
    approve(question)
    assert not OutgoingMail.objects.exists()


def test_approving_again_queues_no_second_mail(coach, held_for_a_day, approve):
    approve(held_for_a_day)
    approve(held_for_a_day)
    moderation.moderate(held_for_a_day, Verb.HOLD, by=coach)
    approve(held_for_a_day)
    assert OutgoingMail.objects.unsent().count() == 1


def mark_as_imported(comment):
    comment.decisions.create(decider=Decision.Decider.IMPORT, verdict="held")


def mark_another_as_spam(comment):
    make_comment(email=NADIA, state="spam")


def erase_reader(comment):
    erase(NADIA)


@pytest.mark.parametrize("event", [mark_as_imported, mark_another_as_spam, lambda comment: stop(comment, None)])
def test_approval_mail_is_not_queued_after(held_for_a_day, approve, event):
    event(held_for_a_day)
    approve(held_for_a_day)
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    "event",
    [hide_question, change_email, stop, mute, take_article_offline, lambda comment, reply: erase_reader(comment)],
)
def test_queued_approval_mail_is_not_sent_after(server, two_hours_later, held_for_a_day, approve, event):
    approve(held_for_a_day)
    event(held_for_a_day, None)
    two_hours_later()
    assert server.mails == []
    assert not OutgoingMail.objects.unsent().exists()


def test_two_approved_comments_are_one_mail(server, two_hours_later, post, held_for_a_day, approve):
    approve(held_for_a_day)
    approve(make_question(post, email=NADIA, text="My hip?", state="held", created_at=held_for_a_day.created_at))
    two_hours_later()
    assert len(server.mails) == 1


def test_approval_by_a_late_screening_is_mailed(server, two_hours_later, post, held_for_a_day):
    make_comment(post, email=NADIA, name="Nadia S.")
    Comment.objects.filter(pk=held_for_a_day.pk).update(screening_due_at=timezone.now())
    screen_due.func()
    held_for_a_day.refresh_from_db()
    assert held_for_a_day.state == "approved"
    two_hours_later()
    assert [mail["Subject"] for mail in server.mails] == ["Your comment on “Strong hips” is public"]
