import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coaching.models import Application
from comments.models import AkismetCheck, Comment, MailRecipient, SpamFilter
from comments.moderation import actions as moderation
from comments.moderation.actions import Verb
from comments.screening import akismet_feedback
from comments.screening.filter import training as spam_filter
from comments.tasks import repeat_triage
from core import erasure_log
from core.outbound.akismet import Verdict
from core.refusals import RefusedError
from inbox.mail_kinds import MailKind
from outbox.models import OutgoingMail
from privacy.erasure import erase
from tests.factories import (
    make_answer,
    make_application,
    make_comment,
    make_mail,
    make_many_comments,
    make_user,
)
from tests.privacy.test_personal_data import TEXT

pytestmark = pytest.mark.django_db

EMAIL = "nadia@sommerfeld.example"
CANARIES = ["sommerfeld", "tango", "203.0.113.77"]


def fields_with(canary: str) -> list[str]:
    """Each field of the database whose text contains ``canary``, a word in lower case, in any case."""
    found = []
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, TEXT)]
        rows = list(model._base_manager.values_list(*names)) if names else []
        for name, texts in zip(names, zip(*rows, strict=True), strict=False):
            if any(canary in str(text).lower() for text in texts):
                found.append(f"{model._meta.label}.{name}")
    return found


def public_thread(post) -> list[tuple[int, int | None, int | None, str]]:
    return list(Comment.objects.filter(post=post).values_list("pk", "parent_id", "thread_id", "state"))


@pytest.mark.parametrize("canary", CANARIES)
def test_no_field_contains_personal_data_after_an_erasure(nadia, canary):
    assert fields_with(canary)
    erase(EMAIL)
    assert fields_with(canary) == []


def test_thread_and_its_count_are_unchanged(nadia, post):
    before = [row for row in public_thread(post) if row[3] == "approved"]
    erase(EMAIL)
    assert [row for row in public_thread(post) if row[3] == "approved"] == before
    assert Comment.objects.filter(post=post).count() == 5
    nadia.refresh_from_db()
    assert (nadia.name, nadia.email, nadia.website, nadia.ip_address, nadia.user_agent) == (
        "Anonymous",
        "",
        "",
        None,
        "",
    )
    assert "erased" in str(nadia.html)


def test_article_shows_the_answers_without_the_name(client, nadia, post):
    erase(EMAIL)
    page = client.get(post.get_absolute_url()).content.decode()
    assert "Anonymous" in page
    assert "Twelve is a fine start" in page
    assert "tango" not in page


def test_erased_held_comment_is_binned_and_cannot_be_approved(nadia, post):
    held = make_comment(post, email=EMAIL, state="held")
    erase(EMAIL)
    held.refresh_from_db()
    assert held.state == "binned"
    with pytest.raises(RefusedError):
        moderation.moderate(held, Verb.APPROVE, by=post.author)


def test_erased_comments_need_no_answer(nadia):
    erase(EMAIL)
    assert not Comment.objects.unsettled().exclude(erased_at=None).exists()


def test_two_erased_comments_do_not_count_as_repeats(post):
    for text in ("One.", "Two."):
        make_comment(post, name="Nadia", email=EMAIL, text=text)
    assert erase(EMAIL).numbers["comments.Comment"] == 2


def test_erasure_takes_the_same_queries_for_many_comments(post):
    def queries(count: int) -> int:
        for comment in make_many_comments(post, count):
            comment.decisions.create(decider="rule", verdict="approved", reason="It is known.")
        Comment.objects.filter(name__startswith="Reader").update(email=EMAIL, name="Nadia Sommerfeld")
        with CaptureQueriesContext(connection) as captured:
            erase(EMAIL)
        return len(captured)

    assert queries(1) == queries(60)


def test_email_is_found_in_any_spelling(post):
    comment = make_comment(post, email="Nadia@Sommerfeld.Example")
    erase("NADIA@sommerfeld.example")
    comment.refresh_from_db()
    assert comment.email == ""


def test_rows_of_others_are_unchanged(nadia, post):
    other = make_comment(post, name="Nadia", email="another-nadia@example.org", text="Me too.")
    application = make_application(email="another@example.org")
    erase(EMAIL)
    other.refresh_from_db()
    assert (other.name, other.text) == ("Nadia", "Me too.")
    assert list(Application.objects.all()) == [application]


def test_mails_keep_kind_and_time_and_are_blanked(nadia):
    sent = make_mail(to=EMAIL, key=f"comment-link:1:{EMAIL}", sent_at=timezone.now())
    waiting = make_mail(to=EMAIL)
    erase(EMAIL)
    sent.refresh_from_db()
    waiting.refresh_from_db()
    assert (sent.to, sent.subject, sent.text, sent.html) == ("", "", "", "")
    assert sent.sent_at
    assert sent.key.startswith("forgotten:")
    assert waiting.cancelled_at


def test_only_mails_about_the_person_are_blanked(nadia, post):
    another = make_comment(post)
    about = make_mail(kind=MailKind.DIGEST, text="N. on “Hips”", about=[another, nadia])
    other = make_mail(kind=MailKind.DIGEST, text="R. on “Hips”", about=[another])
    erase(EMAIL)
    about.refresh_from_db()
    other.refresh_from_db()
    assert (about.text, other.text) == ("", "R. on “Hips”")
    assert not about.subjects.exists()


def test_coach_is_mailed_about_a_deleted_application_without_the_name(nadia, post):
    erase(EMAIL)
    mail = OutgoingMail.objects.exclude(text="").get()
    assert mail.to == post.author.email
    assert "was deleted by its applicant" in mail.text
    assert "had accepted it" not in mail.text


def test_mail_says_that_the_application_was_accepted(nadia):
    Application.objects.update(stage=Application.Stage.CLIENT)
    erase(EMAIL)
    assert not Application.objects.exists()
    assert "had accepted it" in OutgoingMail.objects.exclude(text="").get().text


def test_admin_log_does_not_name_the_person(nadia, post):
    kept = ContentType.objects.get_for_model(Comment)
    LogEntry.objects.create(
        user=post.author, content_type=kept, object_id=str(nadia.pk), object_repr=str(nadia), action_flag=CHANGE
    )
    erase(EMAIL)
    assert LogEntry.objects.get().object_repr == ""


def test_admin_log_of_a_deleted_comment_does_not_name_the_person(nadia, post):
    staff = Client()
    staff.force_login(post.author)
    staff.post(
        f"/admin/comments/comment/{nadia.pk}/change/", {"text": nadia.text, "name": "Nadia Sommerfeld", "website": ""}
    )
    assert LogEntry.objects.exists()
    nadia.replies.all().delete()
    nadia.delete()
    erase(EMAIL)
    assert not [
        entry for entry in LogEntry.objects.all() if "Nadia" in entry.object_repr or "tango" in entry.object_repr
    ]


def test_form_opened_before_the_erasure_cannot_be_saved(nadia, post):
    staff = Client()
    staff.force_login(post.author)
    url = f"/admin/comments/comment/{nadia.pk}/change/"
    erase(EMAIL)
    assert staff.get(url).status_code == 200
    assert staff.post(url, {"text": "My tango teacher", "name": "Nadia", "website": ""}).status_code == 403
    assert fields_with("tango") == []


def test_concurrent_triage_does_not_restore_signals(nadia, post, monkeypatch):
    flagged = make_comment(post, email=EMAIL, text="I had surgery.", state="held")
    run_triage = Comment.run_triage

    def run_triage_during_erasure(comment, words):
        run_triage(comment, words)
        erase(EMAIL)

    Comment.objects.filter(pk=flagged.pk).update(triage={})
    monkeypatch.setattr(Comment, "run_triage", run_triage_during_erasure)
    repeat_triage.call()
    flagged.refresh_from_db()
    assert flagged.triage == {}


def test_akismet_checks_and_recipients_are_deleted(nadia):
    AkismetCheck.objects.create(comment=nadia, user_ip="203.0.113.77", fields={"comment_author": "N"}, verdict="ham")
    erase(EMAIL)
    assert not AkismetCheck.objects.exists()
    assert not MailRecipient.objects.filter(email=EMAIL).exists()


def test_running_akismet_check_is_not_stored(nadia):
    erase(EMAIL)
    akismet_feedback.store_check(nadia, {"comment_author": nadia.name}, Verdict.HAM)
    assert not AkismetCheck.objects.exists()


def test_private_page_of_an_erased_comment_is_not_found(client, nadia):
    path = nadia.private_url
    assert client.get(path).status_code == 200
    erase(EMAIL)
    assert client.get(path).status_code == 404


def test_spam_filter_forgets_erased_texts(nadia, post, run_tasks):
    moderation.moderate(nadia, Verb.APPROVE, by=post.author)
    spam_filter.train()
    assert "tango" in SpamFilter.objects.get().weights
    erase(EMAIL)
    run_tasks(raise_failures=True)
    weights = SpamFilter.objects.get().weights
    assert not any("tango" in word or "erased" in word for word in weights)


def test_email_of_an_account_is_refused(nadia):
    make_user(email=EMAIL, is_staff=True)
    with pytest.raises(RefusedError):
        erase(EMAIL)
    assert fields_with("tango")


@pytest.mark.folders
def test_erasure_log_has_the_hash_of_the_email(settings, nadia):
    erase(EMAIL)
    assert erasure_log.hash_name(EMAIL) in erasure_log.read()
    assert "nadia" not in Path(settings.ERASURE_LOG).read_text()
    assert Path(settings.ERASURE_LOG).stat().st_mode & 0o777 == 0o600


def test_command_erases_and_prints_counts(nadia, capsys):
    call_command("erase_person", EMAIL)
    output = capsys.readouterr().out
    assert "comments.Comment: 3" in output
    assert "seem to name the person: 1" in output


def test_second_command_finds_nothing(nadia, capsys):
    call_command("erase_person", EMAIL)
    capsys.readouterr()
    call_command("erase_person", EMAIL)
    assert "holds no data" in capsys.readouterr().out


def test_command_refuses_the_email_of_an_account(post):
    with pytest.raises(CommandError, match="works here"):
        call_command("erase_person", post.author.email)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_database_file_contains_no_byte_of_the_person():
    comment = make_comment(name="Nadia Sommerfeld", email=EMAIL, text="My tango teacher. " * 500)
    make_answer(comment, text="Fine.")
    make_application(name="Nadia Sommerfeld", email=EMAIL, goal="Dance tango at eighty. " * 300)
    make_mail(to=EMAIL, text="tango " * 1000)
    file = Path(str(connection.settings_dict["NAME"]))
    files = [file, file.with_name(f"{file.name}-wal")]

    def canaries_in_files():
        data = b"".join(one.read_bytes() for one in files if one.exists()).lower()
        return [canary for canary in (b"sommerfeld", b"tango") if canary in data]

    assert canaries_in_files()
    erase(EMAIL)
    assert canaries_in_files() == []
    with closing(sqlite3.connect(file)) as whole:
        assert whole.execute("PRAGMA integrity_check").fetchone() == ("ok",)
