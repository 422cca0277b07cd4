"""The actions on a row of the inbox, and their undo."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import unanswered
from comments.models import Comment, MailRecipient
from inbox.actions import morning_in
from inbox.models import InboxAction
from outbox.models import OutgoingMail
from tests.factories import make_answer, make_application, make_coach, make_comment

pytestmark = pytest.mark.django_db


def is_waiting(comment):
    return unanswered.due().filter(pk=comment.pk).exists()


def state(comment):
    fields = ("state", "state_before", "settled_at", "snoozed_until", "remind_at")
    return Comment.objects.filter(pk=comment.pk).values(*fields).get()


def test_answer_is_public_and_approves_its_parent(act, coach, post):
    comment = make_comment(post, state="held")
    page = act(comment, "answer", text="With the bridge.")
    answer = comment.replies.get()
    assert (answer.text, answer.author, answer.state) == ("With the bridge.", coach, "approved")
    assert state(comment)["state"] == "approved"
    assert not is_waiting(comment)
    assert f"Your answer to {comment.name} is public." in page.text


@pytest.mark.parametrize("text", ["", "  \n "])
def test_empty_answer_is_refused(act, post, text):
    comment = make_comment(post)
    assert act(comment, "answer", text=text).status_code == 409
    assert not comment.replies.exists()


def test_approved_comment_is_still_waiting(act, post):
    comment = make_comment(post, state="held")
    act(comment, "approve")
    assert state(comment)["state"] == "approved"
    assert is_waiting(comment)


def test_settled_comment_is_not_waiting(act, post):
    comment = make_comment(post)
    act(comment, "settle")
    assert not is_waiting(comment)


def test_settling_a_held_comment_approves_it(act, post):
    comment = make_comment(post, state="held")
    act(comment, "settle")
    assert state(comment)["state"] == "approved"
    assert not is_waiting(comment)


@pytest.mark.parametrize(("verb", "days"), [("tomorrow", 1), ("next-week", 7)])
def test_comment_is_snoozed_until_a_morning(act, post, clock, settings, verb, days):
    settings.TIME_ZONE = "Europe/Vienna"
    comment = make_comment(post)
    act(comment, verb)
    until = timezone.localtime(state(comment)["snoozed_until"])
    assert (until.date(), until.hour) == (timezone.localdate() + timedelta(days=days), 8)
    assert not is_waiting(comment)
    clock(days=days + 1)
    assert is_waiting(comment)


@pytest.mark.parametrize(("verb", "now"), [("spam", "spam"), ("bin", "binned")])
def test_comment_is_marked_as_spam_or_binned(act, post, verb, now):
    comment = make_comment(post)
    act(comment, verb)
    assert state(comment)["state"] == now
    assert not is_waiting(comment)


@pytest.mark.parametrize("before", ["held", "approved"])
@pytest.mark.parametrize("verb", ["answer", "approve", "settle", "tomorrow", "spam", "bin"])
def test_undo_restores_the_comment(act, undo, post, before, verb):
    comment = make_comment(post, state=before)
    was = state(comment)
    page = undo(act(comment, verb, text="An answer."))
    assert state(comment) == was
    assert is_waiting(comment)
    assert not comment.replies.exists()
    assert "Undone" in page.text


def test_second_undo_changes_nothing(act, undo, post, staff):
    comment = make_comment(post)
    page = act(comment, "spam")
    undo(page)
    act(comment, "settle")
    undo(page)
    assert not is_waiting(comment)


def test_undo_keeps_later_changes(act, undo, post):
    comment = make_comment(post)
    page = act(comment, "approve")
    comment.decide("spam", decider="person", person=make_coach())
    assert "has been changed since" in undo(page).text
    assert state(comment)["state"] == "spam"


def test_answer_with_a_reply_is_not_undone(act, undo, post):
    comment = make_comment(post)
    page = act(comment, "answer", text="With the bridge.")
    make_comment(parent=comment.replies.get(), text="Thanks!")
    assert "Somebody has replied to your answer" in undo(page).text
    assert comment.replies.count() == 1


def test_undo_by_another_person_is_refused(act, post, client):
    comment = make_comment(post)
    act(comment, "spam")
    client.force_login(make_coach())
    client.post("/admin/inbox/undo/", {"batch": InboxAction.objects.get().batch})
    assert state(comment)["state"] == "spam"


def test_same_answer_sent_twice_is_stored_once(act, post):
    comment = make_comment(post)
    act(comment, "answer", text="With the bridge.")
    page = act(comment, "answer", text="With the bridge.")
    assert page.status_code == 200
    assert comment.replies.count() == InboxAction.objects.count() == 1


def test_second_of_two_answers_is_refused_and_shows_both_texts(act, post):
    comment = make_comment(post)
    make_answer(comment, author=make_coach(display_name="Jo Berg"), text="On the floor.")
    page = act(comment, "answer", text="With the bridge.")
    assert page.status_code == 409
    assert "Jo Berg has already answered." in page.text
    assert "On the floor." in page.text
    assert "With the bridge." in page.text
    act(comment, "answer", text="With the bridge.", anyway="1")
    assert comment.replies.count() == 2


def test_answer_to_a_deleted_comment_is_refused_with_its_text(act, post):
    comment = make_comment(post)
    comment.delete()
    comment.pk = 999_999
    page = act(comment, "answer", text="With the bridge.")
    assert page.status_code == 409
    assert "This comment has been deleted in the meantime." in page.text
    assert "With the bridge." in page.text


def test_answer_to_a_binned_comment_is_refused_with_its_text(act, post):
    comment = make_comment(post, state="binned")
    page = act(comment, "answer", text="With the bridge.")
    assert page.status_code == 409
    assert "With the bridge." in page.text
    assert not comment.replies.exists()


def test_reminder_shows_an_answer_without_a_reply_after_a_week(act, staff, post, clock):
    comment = make_comment(post)
    act(comment, "answer", text="Did it help?", ask_again="1")
    answer = comment.replies.get()
    assert f'id="comment-{answer.pk}"' not in staff.get("/admin/inbox/").text
    clock(days=7, minutes=1)
    assert f'id="comment-{answer.pk}"' in staff.get("/admin/inbox/").text
    act(answer, "settle")
    assert f'id="comment-{answer.pk}"' not in staff.get("/admin/inbox/").text


def test_reminder_is_dropped_after_a_reply(act, staff, post, clock):
    comment = make_comment(post)
    act(comment, "answer", text="Did it help?", ask_again="1")
    answer = comment.replies.get()
    make_comment(parent=answer, text="It did.")
    clock(days=8)
    assert f'id="comment-{answer.pk}"' not in staff.get("/admin/inbox/").text


def test_second_answer_ends_the_reminder(act, staff, post, undo):
    answer = make_answer(make_comment(post), remind_at=timezone.now() - timedelta(days=1))
    page = act(answer, "answer", text="How is the knee now?")
    assert answer.replies.count() == 1
    assert f'id="comment-{answer.pk}"' not in page.text
    assert f'id="comment-{answer.pk}"' in undo(page).text


def test_reminder_can_be_snoozed(act, staff, post):
    answer = make_answer(make_comment(post), remind_at=timezone.now() - timedelta(days=1))
    page = act(answer, "tomorrow")
    assert state(answer)["remind_at"] == morning_in(1)
    assert f'id="comment-{answer.pk}"' not in page.text


@pytest.mark.parametrize(("verb", "stage", "is_spam"), [("talk", "in-conversation", False), ("spam", "new", True)])
def test_application_is_handled_and_undone(staff, undo, verb, stage, is_spam):
    application = make_application()
    page = staff.post("/admin/inbox/application/", {"application": application.pk, "verb": verb}, follow=True)
    application.refresh_from_db()
    assert (application.stage, application.is_suspected_spam) == (stage, is_spam)
    undo(page)
    application.refresh_from_db()
    assert (application.stage, application.is_suspected_spam) == ("new", False)


def test_whole_backlog_is_settled_and_undone(staff, undo, post):
    old = [make_comment(post, created_at=timezone.now() - timedelta(days=100 + n)) for n in range(3)]
    held = make_comment(post, state="held", created_at=timezone.now() - timedelta(days=99))
    young = make_comment(post)
    page = staff.post("/admin/inbox/backlog/settle/", {"all": "1"}, follow=True)
    assert "4 comments need no answer." in page.text
    assert not any(is_waiting(comment) for comment in (*old, held))
    assert state(held)["state"] == "held"
    assert is_waiting(young)
    undo(page)
    assert all(is_waiting(comment) for comment in (*old, held))


def test_chosen_comments_of_the_backlog_are_settled(staff, post):
    chosen, other = (make_comment(post, created_at=timezone.now() - timedelta(days=100 + n)) for n in range(2))
    staff.post("/admin/inbox/backlog/settle/", {"comment": [chosen.pk, "x"]})
    assert (is_waiting(chosen), is_waiting(other)) == (False, True)
    assert "Choose comments first." in staff.post("/admin/inbox/backlog/settle/", {}, follow=True).text


@pytest.mark.parametrize("path", ["act/", "application/", "undo/", "backlog/settle/"])
def test_get_is_not_allowed(staff, path):
    assert staff.get(f"/admin/inbox/{path}").status_code == 405


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("act/", {"comment": "x", "verb": "spam"}),
        ("act/", {"comment": "1", "verb": "burn"}),
        ("act/", {"comment": "1", "verb": "talk"}),
        ("application/", {"application": "1", "verb": "bin"}),
        ("undo/", {"batch": "x"}),
    ],
)
def test_invalid_data_is_refused(staff, path, data):
    assert staff.post(f"/admin/inbox/{path}", data).status_code == 400


def test_staff_without_permission_are_refused(client, post):
    comment = make_comment(post)
    client.force_login(make_coach(is_superuser=False))
    assert client.post("/admin/inbox/act/", {"comment": comment.pk, "verb": "spam"}).status_code == 403
    assert state(comment)["state"] == "approved"


def test_answer_to_a_private_question_is_private(act, undo, post, staff):
    question = make_comment(post, state="held", is_private=True)
    page = staff.get("/admin/inbox/")
    assert "private question" in page.text
    assert 'value="approve"' not in page.text
    page = act(question, "answer", text="For you alone.")
    assert question.replies.get().is_private
    assert state(question)["state"] == "held"
    undo(page)
    assert is_waiting(question)
    act(question, "settle")
    assert state(question)["state"] == "held"
    assert not is_waiting(question)


def test_saved_replies_are_offered_for_the_answer(staff, post):
    make_comment(post, name="Kim Lange", text="How do I sign up?")
    page = staff.get("/admin/inbox/")
    assert "Hi Kim" in page.text
    assert "/apply/?comment=" in page.text


def test_undone_answer_is_never_mailed(act, undo, post):
    comment = make_comment(post, email="kim@example.org")
    MailRecipient.objects.create(email="kim@example.org", confirmed_at=timezone.now())
    page = act(comment, "answer", text="With the bridge.")
    assert OutgoingMail.objects.unsent().get().to == "kim@example.org"
    undo(page)
    assert not OutgoingMail.objects.unsent().exists()
    assert not comment.replies.exists()


def test_mailed_answer_cannot_be_undone(act, undo, post):
    comment = make_comment(post, email="kim@example.org")
    MailRecipient.objects.create(email="kim@example.org", confirmed_at=timezone.now())
    page = act(comment, "answer", text="With the bridge.")
    OutgoingMail.objects.get().mark_sent()
    assert "Your answer has already been mailed, so it can’t be deleted." in undo(page).text
    assert comment.replies.count() == 1


def test_row_says_whether_the_reader_is_mailed(staff, post):
    make_comment(post, email="kim@example.org")
    MailRecipient.objects.create(email="kim@example.org", confirmed_at=timezone.now())
    assert "Will be told by mail" in staff.get("/admin/inbox/").text
