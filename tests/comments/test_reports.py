from datetime import timedelta

import pytest
from django.db import connection

from comments import keeping, moderation, reports, screening, tasks
from comments.models import AkismetQuestion, Comment, ScreeningRules
from comments.moderation import Verb
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
    """Send a comment that Akismet has an opinion of."""

    def send(reply, **words) -> Comment:
        akismet_server.reply = reply
        reader.post("/strong-hips/comments/new/", {**WORDS, **words})
        run_tasks(raise_failures=True)
        return Comment.objects.latest("pk")

    return send


def decide(comment, verb):
    moderation.moderate(Comment.objects.get(pk=comment.pk), verb, by=comment.post.author)


def reported(server):
    return [path.rsplit("/", 1)[-1] for path in server.paths if "submit" in path]


@pytest.fixture
def later(clock):
    """Let the time of a report come, and send what is due."""

    def later(**by):
        clock(**(by or {"minutes": 3}))
        tasks.report_to_akismet.func()

    return later


@pytest.mark.parametrize(
    ("said", "verb", "report"), [(says.SPAM, Verb.APPROVE, "submit-ham"), (says.HAM, Verb.SPAM, "submit-spam")]
)
def test_correction_is_reported_as_it_was_asked(send, akismet_server, later, said, verb, report):
    decide(send(said), verb)
    later()
    assert reported(akismet_server) == [report]
    question, told = akismet_server.asked
    assert told == question
    assert (told["comment_type"], told["comment_context"]) == ("comment", "Hips, beginners")


def test_report_repeats_what_was_sent_even_if_the_rest_has_changed(send, post, akismet_server, later):
    comment = send(says.SPAM)
    post.move_to("stronger-hips")
    Comment.objects.filter(pk=comment.pk).update(name="N.", address="192.0.2.9", user_agent="other")
    decide(comment, Verb.APPROVE)
    later()
    question, told = akismet_server.asked
    assert told == question


def test_nothing_is_reported_inside_the_request_nor_at_once(send, akismet_server, later, client):
    comment = send(says.SPAM)
    client.force_login(comment.post.author)
    client.post("/admin/comments/comment/moderate/", {"comment": comment.pk, "verb": "approve"})
    later(minutes=1)
    assert reported(akismet_server) == []
    later()
    assert reported(akismet_server) == ["submit-ham"]


@pytest.mark.parametrize(("said", "verb"), [(says.SPAM, Verb.SPAM), (says.HAM, Verb.APPROVE), (says.HAM, Verb.BIN)])
def test_who_agrees_or_throws_away_reports_nothing(send, akismet_server, later, said, verb):
    decide(send(said), verb)
    later()
    assert reported(akismet_server) == []


def test_what_was_undone_in_time_is_not_reported(send, akismet_server, later):
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
def test_failed_report_is_tried_again_and_the_owner_is_told(send, akismet_server, later, fault):
    akismet_server.reply_to_report = says.FAULTS[fault]
    decide(send(says.SPAM), Verb.APPROVE)
    later()
    assert ScreeningRules.load().akismet_problem
    akismet_server.reply_to_report = says.THANKS
    later(minutes=2)
    assert reported(akismet_server) == ["submit-ham"]
    later(minutes=4)
    assert reported(akismet_server) == ["submit-ham", "submit-ham"]


def test_report_that_fails_for_good_is_given_up(send, akismet_server, later):
    akismet_server.reply_to_report = says.ERROR
    decide(send(says.SPAM), Verb.APPROVE)
    for _day in range(14):
        later(days=1)
    assert len(reported(akismet_server)) == len(reports.PAUSES)
    assert AkismetQuestion.objects.get().report_due_at is None


def test_imported_comment_was_not_asked_about_and_is_not_reported(post, akismet_server, later):
    decide(make_comment(post, state="spam"), Verb.APPROVE)
    later()
    assert akismet_server.asked == []


def test_what_its_reader_changed_is_not_reported(send, akismet_server, later):
    comment = send(says.SPAM)
    comment.reword("How many sets, and how often?")
    decide(comment, Verb.APPROVE)
    later()
    assert reported(akismet_server) == []


def test_what_became_private_meanwhile_is_not_reported(send, akismet_server, later):
    comment = send(says.HAM)
    decide(comment, Verb.SPAM)
    Comment.objects.filter(pk=comment.pk).update(is_private=True)
    later()
    assert reported(akismet_server) == []


def test_what_its_reader_took_back_is_forgotten(send):
    keeping.take_back(send(says.HAM))
    assert not AkismetQuestion.objects.exists()


def test_without_a_key_nothing_is_sent(send, akismet_server, later, settings):
    decide(send(says.SPAM), Verb.APPROVE)
    settings.AKISMET_API_KEY = ""
    later()
    assert reported(akismet_server) == []


def test_question_is_kept_for_15_days(send, clock):
    send(says.HAM)
    clock(days=14)
    reports.forget()
    assert AkismetQuestion.objects.exists()
    clock(days=1, minutes=1)
    reports.forget()
    assert not AkismetQuestion.objects.exists()


def test_question_without_an_answer_is_not_kept(send):
    send(says.ERROR)
    assert not AkismetQuestion.objects.exists()


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_person_who_decides_while_akismet_is_asked_is_reported(reader, post, akismet_server, later):
    reader.post("/strong-hips/comments/new/", WORDS)
    comment = Comment.objects.get()

    def approve() -> None:
        # In the thread of the fake server.
        akismet_server.when_asked = lambda: None
        decide(comment, Verb.APPROVE)
        connection.close()

    akismet_server.when_asked, akismet_server.reply = approve, says.SPAM
    screening.screen(comment.pk)
    later()
    assert reported(akismet_server) == ["submit-ham"]


def test_claimed_report_is_not_sent_by_another_worker(send):
    decide(send(says.SPAM), Verb.APPROVE)
    one, other = AkismetQuestion.objects.get(), AkismetQuestion.objects.get()
    assert one.claim(one.report_due_at + timedelta(minutes=5))
    assert not other.claim(other.report_due_at + timedelta(minutes=5))
