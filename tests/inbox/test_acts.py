"""What the coach does to a row, and how it is undone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import waiting
from comments.models import Comment, Correspondent
from inbox.acts import morning_in
from inbox.models import Act
from outbox.models import OutgoingMail
from tests.factories import make_answer, make_application, make_coach, make_comment

pytestmark = pytest.mark.django_db


def waits(comment):
    return waiting.due().filter(pk=comment.pk).exists()


def state(comment):
    fields = ("state", "state_before", "settled_at", "snoozed_until", "remind_at")
    return Comment.objects.filter(pk=comment.pk).values(*fields).get()


def test_answer_is_public_and_approves(act, coach, post):
    comment = make_comment(post, state="held")
    page = act(comment, "answer", text="With the bridge.")
    answer = comment.replies.get()
    assert (answer.text, answer.author, answer.state) == ("With the bridge.", coach, "approved")
    assert state(comment)["state"] == "approved"
    assert not waits(comment)
    assert f"Your answer to {comment.name} is public." in page.text


@pytest.mark.parametrize("text", ["", "  \n "])
def test_answer_without_words_is_refused(act, post, text):
    comment = make_comment(post)
    assert act(comment, "answer", text=text).status_code == 409
    assert not comment.replies.exists()


def test_approved_comment_still_waits(act, post):
    comment = make_comment(post, state="held")
    act(comment, "approve")
    assert state(comment)["state"] == "approved"
    assert waits(comment)


def test_needs_no_answer(act, post):
    comment = make_comment(post)
    act(comment, "settle")
    assert not waits(comment)


def test_held_comment_that_needs_no_answer_is_approved(act, post):
    comment = make_comment(post, state="held")
    act(comment, "settle")
    assert state(comment)["state"] == "approved"
    assert not waits(comment)


@pytest.mark.parametrize(("verb", "days"), [("tomorrow", 1), ("next-week", 7)])
def test_snoozed_until_the_morning(act, post, clock, settings, verb, days):
    settings.TIME_ZONE = "Europe/Vienna"
    comment = make_comment(post)
    act(comment, verb)
    until = timezone.localtime(state(comment)["snoozed_until"])
    assert (until.date(), until.hour) == (timezone.localdate() + timedelta(days=days), 8)
    assert not waits(comment)
    clock(days=days + 1)
    assert waits(comment)


@pytest.mark.parametrize(("verb", "now"), [("spam", "spam"), ("bin", "binned")])
def test_away_with_it(act, post, verb, now):
    comment = make_comment(post)
    act(comment, verb)
    assert state(comment)["state"] == now
    assert not waits(comment)


@pytest.mark.parametrize("before", ["held", "approved"])
@pytest.mark.parametrize("verb", ["answer", "approve", "settle", "tomorrow", "spam", "bin"])
def test_undo_puts_back_what_was(act, undo, post, before, verb):
    comment = make_comment(post, state=before)
    was = state(comment)
    page = undo(act(comment, verb, text="An answer."))
    assert state(comment) == was
    assert waits(comment)
    assert not comment.replies.exists()
    assert "Undone" in page.text


def test_undo_twice_is_undone_once(act, undo, post, desk):
    comment = make_comment(post)
    page = act(comment, "spam")
    undo(page)
    act(comment, "settle")
    undo(page)
    assert not waits(comment)


def test_undo_leaves_alone_what_somebody_did_since(act, undo, post):
    comment = make_comment(post)
    page = act(comment, "approve")
    comment.decide("spam", decider="person", person=make_coach())
    assert "Something else was done" in undo(page).text
    assert state(comment)["state"] == "spam"


def test_answer_that_was_answered_stays(act, undo, post):
    comment = make_comment(post)
    page = act(comment, "answer", text="With the bridge.")
    make_comment(parent=comment.replies.get(), text="Thanks!")
    assert "Somebody wrote below your answer" in undo(page).text
    assert comment.replies.count() == 1


def test_nobody_undoes_for_another(act, post, client):
    comment = make_comment(post)
    act(comment, "spam")
    client.force_login(make_coach())
    client.post("/admin/inbox/undo/", {"batch": Act.objects.get().batch})
    assert state(comment)["state"] == "spam"


def test_same_answer_sent_twice_is_one(act, post):
    comment = make_comment(post)
    act(comment, "answer", text="With the bridge.")
    page = act(comment, "answer", text="With the bridge.")
    assert page.status_code == 200
    assert comment.replies.count() == Act.objects.count() == 1


def test_second_of_two_coaches_keeps_her_words_and_sees_the_others(act, post):
    comment = make_comment(post)
    make_answer(comment, author=make_coach(display_name="Jo Berg"), text="On the floor.")
    page = act(comment, "answer", text="With the bridge.")
    assert page.status_code == 409
    assert "Jo Berg has answered meanwhile." in page.text
    assert "On the floor." in page.text
    assert "With the bridge." in page.text
    act(comment, "answer", text="With the bridge.", anyway="1")
    assert comment.replies.count() == 2


def test_answer_to_what_was_deleted_is_kept_on_the_page(act, post):
    comment = make_comment(post)
    comment.delete()
    comment.pk = 999_999
    page = act(comment, "answer", text="With the bridge.")
    assert page.status_code == 409
    assert "This comment was deleted meanwhile." in page.text
    assert "With the bridge." in page.text


def test_answer_to_what_went_to_the_bin_is_kept_on_the_page(act, post):
    comment = make_comment(post, state="binned")
    page = act(comment, "answer", text="With the bridge.")
    assert page.status_code == 409
    assert "With the bridge." in page.text
    assert not comment.replies.exists()


def test_ask_again_if_nobody_wrote_in_a_week(act, desk, post, clock):
    comment = make_comment(post)
    act(comment, "answer", text="Did it help?", ask_again="1")
    answer = comment.replies.get()
    assert f'id="comment-{answer.pk}"' not in desk.get("/admin/").text
    clock(days=7, minutes=1)
    assert f'id="comment-{answer.pk}"' in desk.get("/admin/").text
    act(answer, "settle")
    assert f'id="comment-{answer.pk}"' not in desk.get("/admin/").text


def test_nothing_to_ask_where_somebody_wrote(act, desk, post, clock):
    comment = make_comment(post)
    act(comment, "answer", text="Did it help?", ask_again="1")
    answer = comment.replies.get()
    make_comment(parent=answer, text="It did.")
    clock(days=8)
    assert f'id="comment-{answer.pk}"' not in desk.get("/admin/").text


def test_asking_again_ends_the_reminder(act, desk, post, undo):
    answer = make_answer(make_comment(post), remind_at=timezone.now() - timedelta(days=1))
    page = act(answer, "answer", text="How is the knee now?")
    assert answer.replies.count() == 1
    assert f'id="comment-{answer.pk}"' not in page.text
    assert f'id="comment-{answer.pk}"' in undo(page).text


def test_reminder_is_put_off(act, desk, post):
    answer = make_answer(make_comment(post), remind_at=timezone.now() - timedelta(days=1))
    page = act(answer, "tomorrow")
    assert state(answer)["remind_at"] == morning_in(1)
    assert f'id="comment-{answer.pk}"' not in page.text


@pytest.mark.parametrize(("verb", "stage", "is_spam"), [("talk", "in-conversation", False), ("spam", "new", True)])
def test_application_is_dealt_with_and_put_back(desk, undo, verb, stage, is_spam):
    application = make_application()
    page = desk.post("/admin/inbox/application/", {"application": application.pk, "verb": verb}, follow=True)
    application.refresh_from_db()
    assert (application.stage, application.is_suspected_spam) == (stage, is_spam)
    undo(page)
    application.refresh_from_db()
    assert (application.stage, application.is_suspected_spam) == ("new", False)


def test_backlog_is_settled_at_once_and_put_back(desk, undo, post):
    old = [make_comment(post, created_at=timezone.now() - timedelta(days=100 + n)) for n in range(3)]
    held = make_comment(post, state="held", created_at=timezone.now() - timedelta(days=99))
    young = make_comment(post)
    page = desk.post("/admin/inbox/backlog/settle/", {"all": "1"}, follow=True)
    assert "4 comments need no answer." in page.text
    assert not any(waits(comment) for comment in (*old, held))
    assert state(held)["state"] == "held"
    assert waits(young)
    undo(page)
    assert all(waits(comment) for comment in (*old, held))


def test_chosen_of_the_backlog_are_settled(desk, post):
    chosen, other = (make_comment(post, created_at=timezone.now() - timedelta(days=100 + n)) for n in range(2))
    desk.post("/admin/inbox/backlog/settle/", {"comment": [chosen.pk, "x"]})
    assert (waits(chosen), waits(other)) == (False, True)
    assert "Choose comments first." in desk.post("/admin/inbox/backlog/settle/", {}, follow=True).text


@pytest.mark.parametrize("address", ["act/", "application/", "undo/", "backlog/settle/"])
def test_get_decides_nothing(desk, address):
    assert desk.get(f"/admin/inbox/{address}").status_code == 405


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("act/", {"comment": "x", "verb": "spam"}),
        ("act/", {"comment": "1", "verb": "burn"}),
        ("act/", {"comment": "1", "verb": "talk"}),
        ("application/", {"application": "1", "verb": "bin"}),
        ("undo/", {"batch": "x"}),
    ],
)
def test_nonsense_is_refused(desk, address, data):
    assert desk.post(f"/admin/inbox/{address}", data).status_code == 400


def test_staff_without_permission_do_nothing(client, post):
    comment = make_comment(post)
    client.force_login(make_coach(is_superuser=False))
    assert client.post("/admin/inbox/act/", {"comment": comment.pk, "verb": "spam"}).status_code == 403
    assert state(comment)["state"] == "approved"


def test_private_question_is_answered_privately_and_never_published(act, undo, post, desk):
    question = make_comment(post, state="held", is_private=True)
    page = desk.get("/admin/")
    assert "private question" in page.text
    assert 'value="approve"' not in page.text
    page = act(question, "answer", text="For you alone.")
    assert question.replies.get().is_private
    assert state(question)["state"] == "held"
    undo(page)
    assert waits(question)
    act(question, "settle")
    assert state(question)["state"] == "held"
    assert not waits(question)


def test_answer_may_begin_with_saved_words(desk, post):
    make_comment(post, name="Kim Lange", text="How do I sign up?")
    page = desk.get("/admin/")
    assert "Hi Kim" in page.text
    assert "/apply/?comment=" in page.text


def test_undone_answer_is_never_mailed(act, undo, post):
    comment = make_comment(post, email="kim@example.org")
    Correspondent.objects.create(email="kim@example.org", confirmed_at=timezone.now())
    page = act(comment, "answer", text="With the bridge.")
    assert OutgoingMail.objects.waiting().get().to == "kim@example.org"
    undo(page)
    assert not OutgoingMail.objects.waiting().exists()
    assert not comment.replies.exists()


def test_answer_that_was_mailed_stays(act, undo, post):
    comment = make_comment(post, email="kim@example.org")
    Correspondent.objects.create(email="kim@example.org", confirmed_at=timezone.now())
    page = act(comment, "answer", text="With the bridge.")
    OutgoingMail.objects.get().mark_sent()
    assert "Your answer has been mailed already: it stays." in undo(page).text
    assert comment.replies.count() == 1


def test_row_says_whether_the_reader_is_told(desk, post):
    make_comment(post, email="kim@example.org")
    Correspondent.objects.create(email="kim@example.org", confirmed_at=timezone.now())
    assert "Is told by mail" in desk.get("/admin/").text
