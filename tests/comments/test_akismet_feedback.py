from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from comments import reader_actions, tasks
from comments.models import AkismetCheck, Comment, ScreeningRules
from comments.moderation import actions as moderation
from comments.moderation.actions import Verb
from comments.screening import akismet_feedback
from tests import akismet_server as says
from tests.factories import make_category, make_coach, make_comment, make_post

pytestmark = pytest.mark.django_db

WORDS = {"name": "Nadia", "email": "nadia@example.org", "text": "How many sets?"}


@pytest.fixture
def post():
    coach = make_coach(email="mara@example.org")
    return make_post("strong-hips", author=coach, categories=[make_category("Hips")], tags=["beginners"])


@pytest.fixture
def send(reader, post, akismet_server, run_tasks):
    """Send a comment; ``reply`` is the verdict of Akismet."""

    def send(reply, **fields) -> Comment:
        akismet_server.reply = reply
        reader.post("/strong-hips/comments/new/", {**WORDS, **fields})
        run_tasks(raise_failures=True)
        return Comment.objects.latest("pk")

    return send


def decide(comment, verb):
    moderation.moderate(Comment.objects.get(pk=comment.pk), verb, by=comment.post.author)


def reported(server):
    return [path.rsplit("/", 1)[-1] for path in server.paths if "submit" in path]


@pytest.fixture
def later(clock):
    """Advance the clock to the time of a report, and send what is due."""

    def later(**by):
        clock(**(by or {"minutes": 3}))
        tasks.report_to_akismet.func()

    return later


@pytest.mark.parametrize(
    ("reply", "verb", "report"), [(says.SPAM, Verb.APPROVE, "submit-ham"), (says.HAM, Verb.SPAM, "submit-spam")]
)
def test_correction_is_reported_with_the_fields_of_the_check(send, akismet_server, later, reply, verb, report):
    decide(send(reply), verb)
    later()
    assert reported(akismet_server) == [report]
    check, feedback = akismet_server.requests
    assert feedback == check
    assert (feedback["comment_type"], feedback["comment_context"]) == ("comment", "Hips, beginners")


def test_report_repeats_the_check_after_the_comment_has_changed(send, post, akismet_server, later):
    comment = send(says.SPAM)
    post.move_to("stronger-hips")
    Comment.objects.filter(pk=comment.pk).update(name="N.", ip_address="192.0.2.9", user_agent="other")
    decide(comment, Verb.APPROVE)
    later()
    check, feedback = akismet_server.requests
    assert feedback == check


def test_report_waits_and_is_not_sent_in_the_request(send, akismet_server, later, client):
    comment = send(says.SPAM)
    client.force_login(comment.post.author)
    client.post("/admin/comments/comment/moderate/", {"comment": comment.pk, "verb": "approve"})
    later(minutes=1)
    assert reported(akismet_server) == []
    later()
    assert reported(akismet_server) == ["submit-ham"]


@pytest.mark.parametrize(("reply", "verb"), [(says.SPAM, Verb.SPAM), (says.HAM, Verb.APPROVE), (says.HAM, Verb.BIN)])
def test_agreeing_or_binning_reports_nothing(send, akismet_server, later, reply, verb):
    decide(send(reply), verb)
    later()
    assert reported(akismet_server) == []


def test_correction_undone_in_time_is_not_reported(send, akismet_server, later):
    comment = send(says.SPAM)
    decide(comment, Verb.APPROVE)
    decide(comment, Verb.RESTORE)
    later()
    assert reported(akismet_server) == []


def test_second_correction_reports_the_opposite(send, akismet_server, later):
    comment = send(says.HAM)
    for verb in (Verb.SPAM, Verb.APPROVE):
        decide(comment, verb)
        later()
    assert reported(akismet_server) == ["submit-spam", "submit-ham"]


def test_report_is_sent_once(send, akismet_server, later):
    decide(send(says.SPAM), Verb.APPROVE)
    for _attempt in range(3):
        later()
    assert reported(akismet_server) == ["submit-ham"]


@pytest.mark.parametrize("fault", says.FAULTS)
def test_failed_report_is_tried_again_and_shown_to_the_owner(send, akismet_server, later, fault):
    akismet_server.reply_to_report = says.FAULTS[fault]
    decide(send(says.SPAM), Verb.APPROVE)
    later()
    assert ScreeningRules.load().akismet_problem
    akismet_server.reply_to_report = says.THANKS
    later(minutes=2)
    assert reported(akismet_server) == ["submit-ham"]
    later(minutes=4)
    assert reported(akismet_server) == ["submit-ham", "submit-ham"]


def test_report_that_keeps_failing_is_given_up(send, akismet_server, later):
    akismet_server.reply_to_report = says.ERROR
    decide(send(says.SPAM), Verb.APPROVE)
    for _day in range(14):
        later(days=1)
    assert len(reported(akismet_server)) == len(akismet_feedback.REPORTING.delays) + 1
    assert AkismetCheck.objects.get().report_due_at is None


def test_imported_comment_is_not_reported(post, akismet_server, later):
    decide(make_comment(post, state="spam"), Verb.APPROVE)
    later()
    assert akismet_server.requests == []


def test_comment_edited_by_its_reader_is_not_reported(send, akismet_server, later):
    comment = send(says.SPAM)
    comment.reword("How many sets, and how often?")
    decide(comment, Verb.APPROVE)
    later()
    assert reported(akismet_server) == []


def test_comment_made_private_is_not_reported(send, akismet_server, later):
    comment = send(says.HAM)
    decide(comment, Verb.SPAM)
    Comment.objects.filter(pk=comment.pk).update(is_private=True)
    later()
    assert reported(akismet_server) == []


def test_check_of_a_withdrawn_comment_is_deleted(send):
    reader_actions.withdraw(send(says.HAM))
    assert not AkismetCheck.objects.exists()


def test_without_a_key_nothing_is_sent(send, akismet_server, later, settings):
    decide(send(says.SPAM), Verb.APPROVE)
    settings.AKISMET_API_KEY = ""
    later()
    assert reported(akismet_server) == []


def test_check_is_kept_for_15_days(send, clock):
    send(says.HAM)
    clock(days=14)
    akismet_feedback.delete_old_checks()
    assert AkismetCheck.objects.exists()
    clock(days=1, minutes=1)
    akismet_feedback.delete_old_checks()
    assert not AkismetCheck.objects.exists()


def test_check_without_a_verdict_is_not_kept(send):
    send(says.ERROR)
    assert not AkismetCheck.objects.exists()


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_decision_made_during_the_check_is_reported(reader, post, akismet_server, later):
    reader.post("/strong-hips/comments/new/", WORDS)
    comment = Comment.objects.get()

    def approve() -> None:
        # This runs in the thread of the fake server.
        akismet_server.before_reply = lambda: None
        decide(comment, Verb.APPROVE)
        connection.close()

    akismet_server.before_reply, akismet_server.reply = approve, says.SPAM
    tasks.screen_due.func()
    later()
    assert reported(akismet_server) == ["submit-ham"]


def test_claimed_report_is_not_sent_by_another_worker(send, akismet_server, later):
    decide(send(says.SPAM), Verb.APPROVE)
    AkismetCheck.objects.update(report_claimed_until=timezone.now() + timedelta(minutes=5))
    later()
    assert reported(akismet_server) == []
    later(minutes=5)
    assert reported(akismet_server) == ["submit-ham"]
