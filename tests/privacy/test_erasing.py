import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, models
from django.db.models import TextField
from django.db.models.functions import Cast
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coaching.models import Application
from comments import learning, moderation, reports
from comments.models import AkismetQuestion, Comment, Correspondent, SpamFilter
from comments.moderation import Verb
from comments.submission import private_url
from comments.tasks import read_signals_again
from core import erased
from core.akismet import Verdict
from outbox.models import OutgoingMail
from privacy.erasing import RefusedError, erase
from tests.factories import (
    make_answer,
    make_application,
    make_comment,
    make_mail,
    make_many_comments,
    make_user,
)

pytestmark = pytest.mark.django_db

EMAIL = "nadia@sommerfeld.example"
CANARIES = ["sommerfeld", "tango", "203.0.113.77"]


def found(canary: str) -> list[str]:
    """Each field of the whole database that has it, cast to text."""
    hits = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField | models.GenericIPAddressField):
                rows = model._base_manager.annotate(said=Cast(field.name, TextField()))
                if rows.filter(said__icontains=canary).exists():
                    hits.append(f"{model._meta.label}.{field.name}")
    return hits


def shown(post) -> list[tuple[int, int | None, int | None, str]]:
    return list(Comment.objects.filter(post=post).values_list("pk", "parent_id", "thread_id", "state"))


@pytest.mark.parametrize("canary", CANARIES)
def test_nothing_of_the_person_is_left(nadia, canary):
    assert found(canary)
    erase(EMAIL)
    assert found(canary) == []


def test_thread_and_its_count_stay_whole(nadia, post):
    before = [row for row in shown(post) if row[3] == "approved"]
    erase(EMAIL)
    assert [row for row in shown(post) if row[3] == "approved"] == before
    assert Comment.objects.filter(post=post).count() == 5
    nadia.refresh_from_db()
    assert (nadia.name, nadia.email, nadia.website, nadia.address, nadia.user_agent) == ("Anonymous", "", "", None, "")
    assert "erased" in str(nadia.html)


def test_page_of_the_article_shows_the_answers_and_no_name(client, nadia, post):
    erase(EMAIL)
    page = client.get(post.get_absolute_url()).content.decode()
    assert "Anonymous" in page
    assert "Twelve is a fine start" in page
    assert "tango" not in page


def test_what_nobody_has_seen_yet_goes_to_the_bin_for_good(nadia, post):
    held = make_comment(post, email=EMAIL, state="held")
    erase(EMAIL)
    held.refresh_from_db()
    assert held.state == "binned"
    with pytest.raises(moderation.RefusedError):
        moderation.moderate(held, Verb.APPROVE, by=post.author)


def test_nobody_is_owed_an_answer_by_it(nadia):
    erase(EMAIL)
    assert not Comment.objects.unsettled().exclude(erased_at=None).exists()


def test_two_that_are_erased_are_not_taken_for_the_same(post):
    for text in ("One.", "Two."):
        make_comment(post, name="Nadia", email=EMAIL, text=text)
    assert erase(EMAIL).numbers["comments.Comment"] == 2


def test_many_cost_no_more_queries_than_one(post):
    def queries(count: int) -> int:
        for comment in make_many_comments(post, count):
            comment.decisions.create(decider="rule", verdict="approved", reason="It is known.")
        Comment.objects.filter(name__startswith="Reader").update(email=EMAIL, name="Nadia Sommerfeld")
        with CaptureQueriesContext(connection) as captured:
            erase(EMAIL)
        return len(captured)

    assert queries(1) == queries(60)


def test_address_is_found_however_it_was_typed(post):
    comment = make_comment(post, email="Nadia@Sommerfeld.Example")
    erase("NADIA@sommerfeld.example")
    comment.refresh_from_db()
    assert comment.email == ""


def test_others_stay_as_they_are(nadia, post):
    other = make_comment(post, name="Nadia", email="another-nadia@example.org", text="Me too.")
    application = make_application(email="another@example.org")
    erase(EMAIL)
    other.refresh_from_db()
    assert (other.name, other.text) == ("Nadia", "Me too.")
    assert list(Application.objects.all()) == [application]


def test_mails_keep_kind_and_time_and_say_nothing(nadia):
    sent = make_mail(to=EMAIL, key=f"comment-link:1:{EMAIL}", sent_at=timezone.now())
    waiting = make_mail(to=EMAIL)
    erase(EMAIL)
    sent.refresh_from_db()
    waiting.refresh_from_db()
    assert (sent.to, sent.subject, sent.text, sent.html) == ("", "", "", "")
    assert sent.sent_at
    assert sent.key.startswith("forgotten:")
    assert waiting.cancelled_at


def test_mail_to_the_coach_about_the_person_is_blanked_and_no_other(nadia, post):
    another = make_comment(post)
    about = make_mail(kind=OutgoingMail.Kind.DIGEST, text="N. on “Hips”", about=[another, nadia])
    other = make_mail(kind=OutgoingMail.Kind.DIGEST, text="R. on “Hips”", about=[another])
    erase(EMAIL)
    about.refresh_from_db()
    other.refresh_from_db()
    assert (about.text, other.text) == ("", "R. on “Hips”")
    assert not about.subjects.exists()


def test_coach_hears_that_an_application_is_gone_and_not_whose(nadia, post):
    erase(EMAIL)
    mail = OutgoingMail.objects.exclude(text="").get()
    assert mail.to == post.author.email
    assert "was deleted by its applicant" in mail.text
    assert "had accepted it" not in mail.text


def test_coach_hears_that_it_was_a_client_s(nadia):
    Application.objects.update(stage=Application.Stage.CLIENT)
    erase(EMAIL)
    assert not Application.objects.exists()
    assert "had accepted it" in OutgoingMail.objects.exclude(text="").get().text


def test_admin_log_names_nobody(nadia, post):
    kept = ContentType.objects.get_for_model(Comment)
    LogEntry.objects.create(
        user=post.author, content_type=kept, object_id=str(nadia.pk), object_repr=str(nadia), action_flag=CHANGE
    )
    erase(EMAIL)
    assert LogEntry.objects.get().object_repr == ""


def test_log_of_a_comment_that_is_deleted_by_now_names_nobody(nadia, post):
    desk = Client()
    desk.force_login(post.author)
    desk.post(
        f"/admin/comments/comment/{nadia.pk}/change/", {"text": nadia.text, "name": "Nadia Sommerfeld", "website": ""}
    )
    assert LogEntry.objects.exists()
    nadia.replies.all().delete()
    nadia.delete()
    erase(EMAIL)
    assert not [
        entry for entry in LogEntry.objects.all() if "Nadia" in entry.object_repr or "tango" in entry.object_repr
    ]


def test_form_that_was_open_meanwhile_writes_nothing_back(nadia, post):
    desk = Client()
    desk.force_login(post.author)
    address = f"/admin/comments/comment/{nadia.pk}/change/"
    erase(EMAIL)
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"text": "My tango teacher", "name": "Nadia", "website": ""}).status_code == 403
    assert found("tango") == []


def test_signals_that_were_read_meanwhile_are_not_written_back(nadia, post, monkeypatch):
    flagged = make_comment(post, email=EMAIL, text="I had surgery.", state="held")
    read = Comment.read_signals

    def read_slowly(comment, words):
        read(comment, words)
        erase(EMAIL)

    Comment.objects.filter(pk=flagged.pk).update(signals={})
    monkeypatch.setattr(Comment, "read_signals", read_slowly)
    read_signals_again.call()
    flagged.refresh_from_db()
    assert flagged.signals == {}


def test_akismet_questions_and_correspondents_are_deleted(nadia):
    AkismetQuestion.objects.create(comment=nadia, user_ip="203.0.113.77", fields={"comment_author": "N"}, verdict="ham")
    erase(EMAIL)
    assert not AkismetQuestion.objects.exists()
    assert not Correspondent.objects.filter(email=EMAIL).exists()


def test_what_akismet_is_being_asked_in_this_moment_is_not_kept(nadia):
    erase(EMAIL)
    reports.keep(nadia, {"comment_author": nadia.name}, Verdict.HAM)
    assert not AkismetQuestion.objects.exists()


def test_private_address_of_an_erased_comment_is_gone(client, nadia):
    path = private_url(nadia)
    assert client.get(path).status_code == 200
    erase(EMAIL)
    assert client.get(path).status_code == 404


def test_spam_filter_unlearns_the_words(nadia, post, run_tasks):
    moderation.moderate(nadia, Verb.APPROVE, by=post.author)
    learning.learn()
    assert "tango" in SpamFilter.objects.get().weights
    erase(EMAIL)
    run_tasks(raise_failures=True)
    weights = SpamFilter.objects.get().weights
    assert not any("tango" in word or "erased" in word for word in weights)


def test_address_of_an_account_is_refused(nadia):
    make_user(email=EMAIL, is_staff=True)
    with pytest.raises(RefusedError):
        erase(EMAIL)
    assert found("tango")


def test_address_goes_on_the_list_as_a_hash(settings, nadia):
    erase(EMAIL)
    assert erased.hash_of(EMAIL) in erased.read()
    assert "nadia" not in Path(settings.ERASED_LIST).read_text()
    assert Path(settings.ERASED_LIST).stat().st_mode & 0o777 == 0o600


def test_command_erases_and_says_what(nadia, capsys):
    call_command("erase_person", EMAIL)
    said = capsys.readouterr().out
    assert "comments.Comment: 3" in said
    assert "seem to name or quote the person: 1" in said


def test_command_again_finds_nothing(nadia, capsys):
    call_command("erase_person", EMAIL)
    capsys.readouterr()
    call_command("erase_person", EMAIL)
    assert "not known here" in capsys.readouterr().out


def test_command_refuses_the_address_of_an_account(post):
    with pytest.raises(CommandError, match="works here"):
        call_command("erase_person", post.author.email)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_no_byte_of_the_person_is_in_the_file_of_the_database():
    comment = make_comment(name="Nadia Sommerfeld", email=EMAIL, text="My tango teacher. " * 500)
    make_answer(comment, text="Fine.")
    make_application(name="Nadia Sommerfeld", email=EMAIL, goal="Dance tango at eighty. " * 300)
    make_mail(to=EMAIL, text="tango " * 1000)
    file = Path(str(connection.settings_dict["NAME"]))
    files = [file, file.with_name(f"{file.name}-wal")]

    def hits():
        data = b"".join(one.read_bytes() for one in files if one.exists()).lower()
        return [canary for canary in (b"sommerfeld", b"tango") if canary in data]

    assert hits()
    erase(EMAIL)
    assert hits() == []
    with closing(sqlite3.connect(file)) as whole:
        assert whole.execute("PRAGMA integrity_check").fetchone() == ("ok",)
