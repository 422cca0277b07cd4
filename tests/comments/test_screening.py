from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_ox.models import OxTask

from comments import screening, tasks, waiting
from comments.models import Comment, Decision, MailSettings, ScreeningRules
from outbox.models import OutgoingMail
from tests import akismet_server as says
from tests.factories import make_coach, make_comment, make_post

pytestmark = pytest.mark.django_db

WORDS = {"name": "Nadia", "email": "nadia@example.org", "text": "How many sets?"}
URGENT = "How many sets? And how do I sign up?"


@pytest.fixture
def post():
    return make_post("strong-hips", author=make_coach(email="mara@example.org"))


@pytest.fixture
def known(post):
    """Nadia was approved before."""
    return make_comment(post, name="Nadia", email="nadia@example.org", text="First words.")


def send(client, **words) -> Comment:
    client.post("/strong-hips/comments/new/", {**WORDS, **words})
    return Comment.objects.latest("pk")


def attempt(comment) -> Comment:
    """Let the time of the next attempt come, and make it."""
    Comment.objects.filter(pk=comment.pk).update(screening_due_at=timezone.now())
    screening.screen(comment.pk)
    comment.refresh_from_db()
    return comment


def decisions(comment):
    return list(comment.decisions.values_list("decider", "verdict"))


# Without a key, the rules alone.


def test_first_timer_waits_for_the_coach_who_is_mailed_of_a_wish_to_buy(reader, post, run_tasks):
    comment = send(reader, text=URGENT)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert (comment.state, comment.screening_due_at) == ("held", None)
    assert decisions(comment) == [("rule", "held")]
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.kind, mail.key) == (
        "mara@example.org",
        "comment-urgent",
        f"comment-urgent:{comment.pk}:{post.author.pk}",
    )


def test_ordinary_comment_is_left_to_the_digest(reader, post, run_tasks):
    comment = send(reader)
    run_tasks(raise_failures=True)
    assert not OutgoingMail.objects.exists()
    assert comment in waiting.due()


def test_coach_who_wants_no_mail_at_once_gets_none(reader, post, run_tasks):
    MailSettings.objects.create(pk=1, urgent_at_once=False)
    send(reader, text=URGENT)
    run_tasks(raise_failures=True)
    assert not OutgoingMail.objects.exists()


def test_known_reader_is_published_and_the_coach_is_told_of_a_red_flag(reader, known, run_tasks):
    comment = send(reader, text="How many sets? I am in constant pain.")
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "approved"
    mail = OutgoingMail.objects.get()
    assert mail.subject == f"Red flag: Nadia on “{comment.post.title}”"
    assert "Red flag: “constant pain”." in mail.text
    assert "It is public." in mail.text
    assert "How many sets?" in reader.get("/strong-hips/").text


@pytest.mark.parametrize("words", [{"name": "Nadja"}, {"email": "nadja@example.org"}])
def test_name_or_email_alone_does_not_make_a_known_reader(reader, known, run_tasks, words):
    comment = send(reader, **words)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "held"


@pytest.mark.parametrize("state", ["held", "spam", "binned"])
def test_reader_whose_first_was_not_approved_is_not_known(reader, post, run_tasks, state):
    make_comment(post, name="Nadia", email="nadia@example.org", state=state)
    comment = send(reader)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "held"


def test_disallowed_word_goes_to_the_bin_and_the_coach_is_left_alone(reader, known, run_tasks):
    ScreeningRules.objects.create(pk=1, disallowed_words="casino")
    comment = send(reader, text="Casino! Sign up!")
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert (comment.state, comment.state_before) == ("binned", "held")
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    "posing", [{"email": "mara@example.org"}, {"name": "MARA"}, {"name": "Mаrа Lindt"}, {"name": "Mara\u200bLindt"}]
)
def test_guest_who_poses_as_the_coach_stays_held_and_has_no_badge(reader, post, run_tasks, posing):
    words = {**WORDS, **posing}
    make_comment(post, name=words["name"], email=words["email"], text="Slipped through once.")
    comment = send(reader, **posing)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "held"
    assert "coach-badge" not in reader.get("/strong-hips/").text


# With a key, Akismet too.


def test_nothing_is_asked_inside_the_request(reader, known, akismet_server, run_tasks):
    comment = send(reader)
    assert akismet_server.asked == []
    run_tasks(raise_failures=True)
    [asked] = akismet_server.asked
    assert akismet_server.paths == ["/1.1/comment-check"]
    assert asked["api_key"] == "a-key"
    assert (asked["comment_type"], asked["comment_author"]) == ("comment", "Nadia")
    assert (asked["comment_author_email"], asked["comment_content"]) == ("nadia@example.org", "How many sets?")
    assert asked["permalink"].endswith("/strong-hips/")
    assert asked["user_ip"] == comment.address


def test_public_once_rules_and_akismet_agree(reader, known, akismet_server, run_tasks):
    comment = send(reader)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "approved"
    assert comment.screened_at
    assert decisions(comment) == [("rule", "approved"), ("akismet", "approved")]


def test_ham_does_not_publish_a_first_timer(reader, post, akismet_server, run_tasks):
    comment = send(reader)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "held"
    assert decisions(comment) == [("akismet", "approved"), ("rule", "held")]


@pytest.mark.parametrize("reply", [says.SPAM, says.DISCARD])
def test_spam_is_kept_out_of_sight_and_the_coach_is_left_alone(reader, known, akismet_server, run_tasks, reply):
    akismet_server.reply = reply
    comment = send(reader, text=URGENT)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert (comment.state, comment.state_before) == ("spam", "held")
    assert not OutgoingMail.objects.exists()


def test_guest_who_poses_as_the_coach_is_not_asked_about(reader, post, akismet_server, run_tasks):
    send(reader, email="mara@example.org")
    run_tasks(raise_failures=True)
    assert akismet_server.asked == []


@pytest.mark.parametrize("fault", says.FAULTS)
def test_without_an_answer_it_stays_held_and_is_asked_about_again(reader, known, akismet_server, run_tasks, fault):
    akismet_server.reply = says.FAULTS[fault]
    comment = send(reader)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert (comment.state, comment.screened_at, comment.screening_attempts) == ("held", None, 1)
    assert comment.screening_due_at > timezone.now()
    assert "How many sets?" not in Client().get("/strong-hips/").text
    assert not OutgoingMail.objects.exists()
    akismet_server.reply = says.HAM
    assert attempt(comment).state == "approved"


def test_refused_connection_is_no_answer_either(reader, known, akismet_server, settings, run_tasks):
    settings.AKISMET_API_URL = "http://127.0.0.1:9/1.1"
    comment = send(reader)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert (comment.state, comment.screening_attempts) == ("held", 1)


def test_pauses_grow_and_after_days_the_coach_decides(reader, known, akismet_server):
    akismet_server.reply = says.ERROR
    comment = send(reader, text=URGENT)
    pauses = []
    while attempt(comment).screening_due_at:
        pauses.append(round((comment.screening_due_at - timezone.now()) / timedelta(minutes=1)))
    assert pauses[0] < 5
    assert pauses == sorted(pauses)
    assert sum(pauses) > 4 * 24 * 60
    assert (comment.state, comment.screened_at) == ("held", None)
    assert OutgoingMail.objects.get().kind == "comment-urgent"


def test_provisional_ham_is_asked_about_again_before_it_is_public(reader, known, akismet_server, run_tasks):
    akismet_server.reply = says.PROVISIONAL
    comment = send(reader)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "held"
    assert timedelta(minutes=9) < comment.screening_due_at - timezone.now() <= timedelta(minutes=10)
    akismet_server.reply = says.SPAM
    assert attempt(comment).state == "spam"


def test_akismets_word_to_the_owner_is_kept_until_all_is_well(reader, known, akismet_server):
    akismet_server.reply = says.ALERT
    comment = send(reader)
    assert attempt(comment).state == "approved"
    assert ScreeningRules.load().akismet_problem == "Please upgrade your plan."
    akismet_server.reply = says.INVALID
    second = send(reader, text="Another.", name="Other", email="other@example.org")
    attempt(second)
    assert "unable to parse your key" in ScreeningRules.load().akismet_problem
    akismet_server.reply = says.HAM
    attempt(second)
    assert ScreeningRules.load().akismet_problem == ""


# Between the machine and people.


@pytest.mark.parametrize("reply", [says.HAM, says.SPAM, says.ERROR])
@pytest.mark.parametrize("verdict", Comment.State.values)
def test_person_who_decides_first_has_the_last_word(reader, known, akismet_server, reply, verdict):
    comment = send(reader)
    comment.decide(verdict, decider=Decision.Decider.PERSON, person=make_coach())
    akismet_server.reply = reply
    assert attempt(comment).state == verdict


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("reply", [says.HAM, says.SPAM, says.ERROR, says.PROVISIONAL])
def test_person_who_decides_while_akismet_is_asked_has_the_last_word(reader, known, akismet_server, reply):
    comment, coach = send(reader), make_coach()

    def bin_it() -> None:
        # In the thread of the fake server. A transaction of the screening that is still open would keep it waiting.
        Comment.objects.get(pk=comment.pk).decide("binned", decider=Decision.Decider.PERSON, person=coach)
        connection.close()

    akismet_server.when_asked, akismet_server.reply = bin_it, reply
    screening.screen(comment.pk)
    comment.refresh_from_db()
    assert (comment.state, comment.screening_due_at) == ("binned", None)
    assert decisions(comment) == [("person", "binned")]


def test_verdict_of_a_machine_needs_a_comment_that_is_still_there(reader, post, run_tasks):
    send(reader).delete()
    assert [str(result.status) for result in run_tasks()] == ["SUCCESSFUL"]


def test_screened_once_it_is_not_asked_about_again(reader, known, akismet_server, run_tasks):
    comment = send(reader)
    run_tasks(raise_failures=True)
    screening.screen(comment.pk)
    assert len(akismet_server.asked) == 1


def test_staff_answer_is_not_screened(post):
    answer = make_comment(post, author=post.author)
    screening.screen(answer.pk)
    assert not answer.decisions.exists()


# What was lost is found again.


def test_comment_whose_task_was_lost_is_found_by_the_sweep(reader, known, run_tasks):
    comment = send(reader)
    OxTask.objects.all().delete()
    tasks.screen_due.enqueue()
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "approved"


def test_sweep_and_own_task_ask_once(reader, known, akismet_server, run_tasks):
    send(reader)
    tasks.screen_due.enqueue()
    run_tasks(raise_failures=True)
    assert len(akismet_server.asked) == 1


def test_urgent_and_unscreened_for_an_hour_the_coach_hears_once(reader, known, akismet_server, run_tasks):
    akismet_server.reply = says.ERROR
    send(reader, text="Thank you.")
    Comment.objects.update(created_at=timezone.now() - timedelta(hours=2))
    comment = send(reader, text=URGENT)
    run_tasks(raise_failures=True)
    tasks.announce_unscreened.enqueue()
    run_tasks(raise_failures=True)
    assert not OutgoingMail.objects.exists()
    Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - timedelta(hours=1))
    for _again in range(2):
        tasks.announce_unscreened.enqueue()
        run_tasks(raise_failures=True)
    assert OutgoingMail.objects.get().key == f"comment-urgent:{comment.pk}:{known.post.author.pk}"
    akismet_server.reply = says.HAM
    attempt(comment)
    assert OutgoingMail.objects.count() == 1


def test_edit_that_adds_a_red_flag_is_told_at_once(known):
    Comment.objects.filter(pk=known.pk).update(pending_text="First words. I am in constant pain.")
    assert attempt(known).text == "First words. I am in constant pain."
    assert OutgoingMail.objects.get().subject.startswith("Red flag: Nadia")


# The mail.


def test_mail_quotes_the_text_and_links_to_the_admin(reader, post, run_tasks):
    comment = send(reader, text="Is it <em>2</em> & 3? Can I join?", name='Nadia "N" O\'Neil')
    run_tasks(raise_failures=True)
    mail = OutgoingMail.objects.get()
    assert "Is it <em>2</em> & 3?" in mail.text
    assert "Wishes to buy: “join”." in mail.text
    assert f"http://127.0.0.1:8000/admin/inbox/{comment.pk}/" in mail.text
    assert "&#x27;" not in mail.text + mail.subject
    assert "Is it &lt;em&gt;2&lt;/em&gt; &amp; 3?" in mail.html


def test_script_in_a_comment_is_text_in_the_mail(reader, post, run_tasks):
    send(reader, text="<script>alert(1)</script> Can I join?", name="<img src=x onerror=alert(1)>")
    run_tasks(raise_failures=True)
    assert "<script>" not in OutgoingMail.objects.get().html
    assert "<img src=x" not in OutgoingMail.objects.get().html


def test_title_of_two_lines_cannot_add_a_header(reader, post, run_tasks):
    post.title = "Hips\r\nBcc: all@example.org"
    post.save()
    send(reader, text=URGENT)
    run_tasks(raise_failures=True)
    assert "\n" not in OutgoingMail.objects.get().subject


def test_link_in_the_mail_decides_nothing(reader, post, run_tasks):
    comment = send(reader)
    run_tasks(raise_failures=True)
    client = Client()
    client.force_login(post.author)
    assert client.get(f"/admin/inbox/{comment.pk}/").status_code == 200
    comment.refresh_from_db()
    assert comment.state == "held"


def test_author_who_has_left_is_stood_in_for_by_who_may_moderate(reader, post, run_tasks):
    make_coach(email="other@example.org")
    make_coach(email="helper@example.org", is_superuser=False)
    make_coach(email="gone@example.org", is_active=False)
    post.author.is_active = False
    post.author.save()
    send(reader, text=URGENT)
    run_tasks(raise_failures=True)
    assert [mail.to for mail in OutgoingMail.objects.all()] == ["other@example.org"]
