"""Private questions, and answers that only one reader gets."""

import pytest

from comments import unanswered
from comments.models import Comment, MailRecipient
from comments.notifications import readers as reader_notifications
from outbox.models import OutgoingMail
from tests.factories import make_comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(post):
    MailRecipient.objects.register("nadia@example.org")
    return make_comment(post, name="Nadia Sommer", email="nadia@example.org", state="held", shows_first_name_only=True)


@pytest.mark.parametrize("is_private", [True, False])
def test_answer_for_one_reader_is_not_public_and_can_be_undone(act, undo, question, is_private):
    Comment.objects.filter(pk=question.pk).update(is_private=is_private)
    page = act(question, "answer", text="With the bridge.", **({} if is_private else {"by_mail_only": "1"}))
    assert "Your answer is for Nadia Sommer alone." in page.text
    answer = question.replies.get()
    assert (answer.state, answer.is_private) == ("held", True)
    assert not unanswered.due().exists()
    undo(page)
    assert not question.replies.exists()
    assert unanswered.due().get() == question
    assert not any(reader_notifications.may_be_sent(mail) for mail in OutgoingMail.objects.unsent())


def test_private_question_that_needs_no_answer_stays_private(act, question):
    Comment.objects.filter(pk=question.pk).update(is_private=True)
    act(question, "settle")
    question.refresh_from_db()
    assert (question.state, question.is_private) == ("held", True)
    assert not unanswered.due().exists()


def test_private_question_cannot_be_published(act, question):
    Comment.objects.filter(pk=question.pk).update(is_private=True)
    assert act(question, "approve").status_code == 409
    question.refresh_from_db()
    assert question.state == "held"


def test_answer_by_mail_without_a_recipient_is_refused_with_its_text(act, question):
    MailRecipient.objects.all().delete()
    page = act(question, "answer", text="Between us.", by_mail_only="1")
    assert page.status_code == 409
    assert "Between us.</textarea>" in page.text
    assert "Publish it anyway" not in page.text


def test_coach_sees_the_whole_name(staff, question):
    assert "Nadia Sommer" in staff.get("/admin/inbox/").text
