from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_ox.models import OxTask

from comments import tasks, unanswered
from comments.models import Comment, Decision, MailSettings, ScreeningRules
from comments.screening import pipeline as screening
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


def send(client, **fields) -> Comment:
    client.post("/strong-hips/comments/new/", {**WORDS, **fields})
    return Comment.objects.latest("pk")


def attempt(comment) -> Comment:
    """Make the next attempt due, and make it."""
    Comment.objects.filter(pk=comment.pk).update(screening_due_at=timezone.now())
    tasks.screen_due.func()
    comment.refresh_from_db()
    return comment


def decisions(comment):
    return list(comment.decisions.values_list("decider", "verdict"))


# Without a key, the rules alone.


def test_first_comment_is_held_and_a_wish_to_buy_is_mailed_to_the_coach(reader, post, run_tasks):
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


def test_ordinary_comment_is_not_mailed_at_once(reader, post, run_tasks):
    comment = send(reader)
    run_tasks(raise_failures=True)
    assert not OutgoingMail.objects.exists()
    assert comment in unanswered.due()


def test_coach_can_switch_off_urgent_mails(reader, post, run_tasks):
    MailSettings.objects.create(pk=1, urgent_at_once=False)
    send(reader, text=URGENT)
    run_tasks(raise_failures=True)
    assert not OutgoingMail.objects.exists()


def test_known_reader_is_published_and_a_red_flag_is_mailed_to_the_coach(reader, known, run_tasks):
    comment = send(reader, text="How many sets? I am in constant pain.")
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "approved"
    mail = OutgoingMail.objects.get()
    assert mail.subject == f"Red flag: Nadia on “{comment.post.title}”"
    assert "Red flag: “constant pain”." in mail.text
    assert "The comment is public." in mail.text
    assert "How many sets?" in reader.get("/strong-hips/").text


@pytest.mark.parametrize("fields", [{"name": "Nadja"}, {"email": "nadja@example.org"}])
def test_name_or_email_alone_does_not_make_a_known_reader(reader, known, run_tasks, fields):
    comment = send(reader, **fields)
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


def test_disallowed_word_bins_the_comment_without_a_mail(reader, known, run_tasks):
    ScreeningRules.objects.create(pk=1, disallowed_words="casino")
    comment = send(reader, text="Casino! Sign up!")
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert (comment.state, comment.state_before) == ("binned", "held")
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    "identity", [{"email": "mara@example.org"}, {"name": "MARA"}, {"name": "Mаrа Lindt"}, {"name": "Mara\u200bLindt"}]
)
def test_guest_with_the_coachs_name_or_email_is_held_without_a_badge(reader, post, run_tasks, identity):
    fields = {**WORDS, **identity}
    make_comment(post, name=fields["name"], email=fields["email"], text="Slipped through once.")
    comment = send(reader, **identity)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "held"
    assert "coach-badge" not in reader.get("/strong-hips/").text


# With a key, Akismet too.


def test_akismet_is_called_by_the_task_and_not_in_the_request(reader, known, akismet_server, run_tasks):
    comment = send(reader)
    assert akismet_server.requests == []
    run_tasks(raise_failures=True)
    [fields] = akismet_server.requests
    assert akismet_server.paths == ["/1.1/comment-check"]
    assert fields["api_key"] == "a-key"
    assert (fields["comment_type"], fields["comment_author"]) == ("comment", "Nadia")
    assert (fields["comment_author_email"], fields["comment_content"]) == ("nadia@example.org", "How many sets?")
    assert fields["permalink"].endswith("/strong-hips/")
    assert fields["user_ip"] == comment.ip_address


def test_comment_that_rules_and_akismet_accept_is_public(reader, known, akismet_server, run_tasks):
    comment = send(reader)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "approved"
    assert comment.screened_at
    assert decisions(comment) == [("rule", "approved"), ("akismet", "approved")]


def test_ham_does_not_publish_a_first_comment(reader, post, akismet_server, run_tasks):
    comment = send(reader)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "held"
    assert decisions(comment) == [("akismet", "approved"), ("rule", "held")]


@pytest.mark.parametrize("reply", [says.SPAM, says.DISCARD])
def test_spam_is_hidden_without_a_mail(reader, known, akismet_server, run_tasks, reply):
    akismet_server.reply = reply
    comment = send(reader, text=URGENT)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert (comment.state, comment.state_before) == ("spam", "held")
    assert not OutgoingMail.objects.exists()


def test_guest_with_the_coachs_email_is_not_sent_to_akismet(reader, post, akismet_server, run_tasks):
    send(reader, email="mara@example.org")
    run_tasks(raise_failures=True)
    assert akismet_server.requests == []


@pytest.mark.parametrize("fault", says.FAULTS)
def test_akismet_error_leaves_the_comment_held_and_is_retried(reader, known, akismet_server, run_tasks, fault):
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


def test_refused_connection_leaves_the_comment_held(reader, known, akismet_server, settings, run_tasks):
    settings.AKISMET_API_URL = "http://127.0.0.1:9/1.1"
    comment = send(reader)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert (comment.state, comment.screening_attempts) == ("held", 1)


def test_pauses_grow_and_screening_ends_after_days(reader, known, akismet_server):
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


def test_provisional_ham_is_checked_again_before_it_is_public(reader, known, akismet_server, run_tasks):
    akismet_server.reply = says.PROVISIONAL
    comment = send(reader)
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "held"
    assert timedelta(minutes=9) < comment.screening_due_at - timezone.now() <= timedelta(minutes=10)
    akismet_server.reply = says.SPAM
    assert attempt(comment).state == "spam"


def test_akismets_message_to_the_owner_is_kept_until_a_check_succeeds(reader, known, akismet_server):
    akismet_server.reply = says.ALERT
    comment = send(reader)
    assert attempt(comment).state == "approved"
    sentence = "Akismet has a message for the owner of this site’s key: “Please upgrade your plan.”"
    assert ScreeningRules.load().akismet_problem == sentence
    akismet_server.reply = says.INVALID
    second = send(reader, text="Another.", name="Other", email="other@example.org")
    attempt(second)
    assert "Akismet does not accept the key of this site." in ScreeningRules.load().akismet_problem
    akismet_server.reply = says.HAM
    attempt(second)
    assert ScreeningRules.load().akismet_problem == ""


# Screening and decisions of people.


@pytest.mark.parametrize("reply", [says.HAM, says.SPAM, says.ERROR])
@pytest.mark.parametrize("verdict", Comment.State.values)
def test_screening_does_not_override_an_earlier_decision(reader, known, akismet_server, reply, verdict):
    comment = send(reader)
    comment.decide(verdict, decider=Decision.Decider.PERSON, person=make_coach())
    akismet_server.reply = reply
    assert attempt(comment).state == verdict


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("reply", [says.HAM, says.SPAM, says.ERROR, says.PROVISIONAL])
def test_screening_does_not_override_a_decision_made_meanwhile(reader, known, akismet_server, reply):
    comment, coach = send(reader), make_coach()

    def bin_it() -> None:
        # This runs in the thread of the fake server. An open transaction of the screening would block it.
        Comment.objects.get(pk=comment.pk).decide("binned", decider=Decision.Decider.PERSON, person=coach)
        connection.close()

    akismet_server.before_reply, akismet_server.reply = bin_it, reply
    tasks.screen_due.func()
    comment.refresh_from_db()
    assert (comment.state, comment.screening_due_at) == ("binned", None)
    assert decisions(comment) == [("person", "binned")]


def test_screening_a_deleted_comment_does_nothing(reader, post, run_tasks):
    send(reader).delete()
    assert [str(result.status) for result in run_tasks()] == ["SUCCESSFUL"]


def test_screened_comment_is_not_screened_again(reader, known, akismet_server, run_tasks):
    send(reader)
    run_tasks(raise_failures=True)
    tasks.screen_due.func()
    assert len(akismet_server.requests) == 1


def test_staff_answer_is_not_screened(post):
    answer = make_comment(post, author=post.author)
    tasks.screen_due.func()
    assert not answer.decisions.exists()


# Lost tasks.


def test_comment_whose_task_was_lost_is_found_by_the_sweep(reader, known, run_tasks):
    comment = send(reader)
    OxTask.objects.all().delete()
    tasks.screen_due.enqueue()
    run_tasks(raise_failures=True)
    comment.refresh_from_db()
    assert comment.state == "approved"


def test_task_and_sweep_screen_a_comment_once(reader, known, akismet_server, run_tasks):
    send(reader)
    tasks.screen_due.enqueue()
    run_tasks(raise_failures=True)
    assert len(akismet_server.requests) == 1


def test_one_task_screens_all_comments_that_wait(reader, post, run_tasks):
    for number in range(3):
        send(reader, email=f"reader{number}@example.org", text=f"Text {number}")
    assert len(run_tasks(raise_failures=True)) == 1
    assert not Comment.objects.filter(screening_due_at__isnull=False).exists()


def test_comments_that_one_task_leaves_are_screened_by_the_next(reader, known, akismet_server, run_tasks, clock):
    for number in range(screening.AT_ONCE_WITH_AKISMET + 1):
        send(reader, email=f"reader{number}@example.org", text=f"Text {number}")
    run_tasks(raise_failures=True)
    assert Comment.objects.get(screening_due_at__isnull=False).text == "Text 3"
    clock(seconds=2)
    run_tasks(raise_failures=True)
    assert not Comment.objects.filter(screening_due_at__isnull=False).exists()


def test_comment_that_cannot_be_screened_holds_up_no_other(reader, post, run_tasks, monkeypatch):
    broken = send(reader, email="first@example.org")
    other = send(reader, email="second@example.org")
    judge = screening.rules.judge

    def fail_once(comment, *arguments, **named):
        if comment == broken:
            raise ValueError("No rule for this.")
        return judge(comment, *arguments, **named)

    monkeypatch.setattr(screening.rules, "judge", fail_once)
    with pytest.raises(ExceptionGroup):
        run_tasks(raise_failures=True)
    other.refresh_from_db()
    broken.refresh_from_db()
    assert (other.screening_due_at, other.screened_at is None) == (None, False)
    assert broken.screening_due_at


@pytest.mark.django_db(transaction=True)
def test_more_comments_than_one_batch_are_screened(reader, post, run_tasks, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH_SIZE", 2)
    for number in range(5):
        send(reader, email=f"reader{number}@example.org", text=f"Text {number}")
    run_tasks(raise_failures=True)
    assert not Comment.objects.filter(screening_due_at__isnull=False).exists()


def test_urgent_comment_unscreened_for_an_hour_is_mailed_once(reader, known, akismet_server, run_tasks):
    akismet_server.reply = says.ERROR
    send(reader, text="Thank you.")
    Comment.objects.update(created_at=timezone.now() - timedelta(hours=2))
    comment = send(reader, text=URGENT)
    run_tasks(raise_failures=True)
    tasks.notify_of_unscreened.enqueue()
    run_tasks(raise_failures=True)
    assert not OutgoingMail.objects.exists()
    Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - timedelta(hours=1))
    for _again in range(2):
        tasks.notify_of_unscreened.enqueue()
        run_tasks(raise_failures=True)
    assert OutgoingMail.objects.get().key == f"comment-urgent:{comment.pk}:{known.post.author.pk}"
    akismet_server.reply = says.HAM
    attempt(comment)
    assert OutgoingMail.objects.filter(kind="comment-urgent").count() == 1


def test_edit_that_adds_a_red_flag_is_mailed_at_once(known):
    Comment.objects.filter(pk=known.pk).update(pending_text="First words. I am in constant pain.")
    assert attempt(known).text == "First words. I am in constant pain."
    assert OutgoingMail.objects.get().subject.startswith("Red flag: Nadia")


# The mail.


def test_mail_quotes_the_text_and_links_to_the_admin(reader, post, run_tasks):
    comment = send(reader, text="Is it <em>2</em> & 3? Can I join?", name='Nadia "N" O\'Neil')
    run_tasks(raise_failures=True)
    mail = OutgoingMail.objects.get()
    assert "Is it <em>2</em> & 3?" in mail.text
    assert "Wants to buy: “join”." in mail.text
    assert f"http://127.0.0.1:8000/admin/inbox/{comment.pk}/" in mail.text
    assert "&#x27;" not in mail.text + mail.subject
    assert "Is it &lt;em&gt;2&lt;/em&gt; &amp; 3?" in mail.html


def test_script_in_a_comment_is_escaped_in_the_mail(reader, post, run_tasks):
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


def test_following_the_link_in_the_mail_changes_nothing(reader, post, run_tasks):
    comment = send(reader)
    run_tasks(raise_failures=True)
    client = Client()
    client.force_login(post.author)
    assert client.get(f"/admin/inbox/{comment.pk}/").status_code == 200
    comment.refresh_from_db()
    assert comment.state == "held"


def test_mail_for_an_inactive_author_goes_to_a_moderator(reader, post, run_tasks):
    make_coach(email="other@example.org")
    make_coach(email="helper@example.org", is_superuser=False)
    make_coach(email="gone@example.org", is_active=False)
    post.author.is_active = False
    post.author.save()
    send(reader, text=URGENT)
    run_tasks(raise_failures=True)
    assert [mail.to for mail in OutgoingMail.objects.all()] == ["other@example.org"]
