"""A backup is restored that is older than an erasure, a deletion or a withdrawal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from coaching.models import Answer, Application, Note
from comments import reader_actions
from comments.models import Comment, Decision
from comments.moderation import actions as moderation
from core import erasure_log
from core.refusals import RefusedError
from offers.models import SignUp
from outbox.models import MailSubject, OutgoingMail
from privacy.erasure import erase
from privacy.repeated_erasure import Progress, erase_again
from tests.factories import (
    make_answer,
    make_application,
    make_coach,
    make_comment,
    make_mail,
    make_question,
    make_sign_up,
)
from tests.privacy.test_erasure import EMAIL, fields_with

pytestmark = pytest.mark.django_db

KEPT = [Comment, Decision, Application, Answer, Note, SignUp, OutgoingMail, MailSubject]


@contextmanager
def restored() -> Iterator[None]:
    """Restore the database afterwards, but not the files."""
    backup = serializers.serialize("python", [row for model in KEPT for row in model._base_manager.all()])
    yield
    for model in reversed(KEPT):
        model._base_manager.all().delete()
    for row in serializers.deserialize("python", backup):
        row.save()


def erase_again_count() -> int:
    """How many erasures and changes were repeated."""
    return list(erase_again())[-1].total


def from_the_private_page(application: Application) -> None:
    Client(headers={"Sec-Fetch-Site": "same-origin"}).post(f"{application.private_url}delete/")


def from_the_admin(application: Application) -> None:
    staff = Client()
    staff.force_login(make_coach())
    staff.post(f"/admin/coaching/application/{application.pk}/delete/", {"post": "yes"})


def from_the_list(application: Application) -> None:
    staff = Client()
    staff.force_login(make_coach())
    data = {"action": "delete_selected", "_selected_action": [application.pk], "post": "yes"}
    staff.post("/admin/coaching/application/?stage=declined", data)


def from_the_closed_applications(application: Application) -> None:
    staff = Client()
    staff.force_login(make_coach())
    data = {"action": "delete_for_good", "_selected_action": [application.pk], "sure": "1"}
    staff.post("/admin/privacy/closedapplication/", data)


@pytest.mark.parametrize("delete", [from_the_private_page, from_the_admin, from_the_list, from_the_closed_applications])
def test_deleted_application_is_deleted_again(delete: Callable[[Application], None]):
    fields = {"stage": "declined", "created_at": timezone.now() - timedelta(days=900)}
    application = make_application(name="Zora Zwetschge", obstacles="Zwetschge trees.", **fields)
    other = make_application(**fields)
    make_mail(text="Zwetschge", about=[application])
    with restored():
        delete(application)
        assert list(Application.objects.all()) == [other]
    assert fields_with("zwetschge")
    assert erase_again_count() == 1
    assert list(Application.objects.all()) == [other]
    assert fields_with("zwetschge") == []
    assert erase_again_count() == 0


def test_another_application_with_the_same_key_is_not_deleted():
    application = make_application()
    pk, when = application.pk, application.created_at
    from_the_private_page(application)
    make_application(pk=pk, created_at=when + timedelta(microseconds=1))
    assert erase_again_count() == 0
    assert Application.objects.get().pk == pk


def test_deleted_application_is_recognised_with_an_earlier_email():
    application = make_application()
    with restored():
        application.link_number += 1
        application.email = "another@example.org"
        application.save()
        from_the_private_page(application)
    assert erase_again_count() == 1


@pytest.mark.folders
def test_nothing_is_deleted_if_the_log_cannot_be_written(settings, tmp_path):
    settings.ERASURE_LOG = tmp_path / "no-such-folder" / "erased-addresses"
    application = make_application()
    with pytest.raises(OSError, match="no-such-folder"):
        from_the_private_page(application)
    assert Application.objects.exists()


@pytest.mark.folders
def test_incomplete_line_of_the_log_hides_no_other_line(settings):
    one, two = make_application(), make_application()
    with restored():
        from_the_private_page(one)
        settings.ERASURE_LOG.write_text(settings.ERASURE_LOG.read_text() + "2026-11-27T15:00:00+00:00 0123")
        from_the_private_page(two)
    assert erase_again_count() == 2


@pytest.mark.folders
def test_nothing_is_deleted_if_the_disk_is_full(settings):
    settings.ERASURE_LOG = Path("/dev/full")
    application = make_application()
    with pytest.raises(OSError, match="No space"):
        from_the_private_page(application)
    assert Application.objects.exists()


@pytest.mark.folders
def test_log_contains_nothing_of_the_deleted_row(settings):
    application = make_application(name="Zora Zwetschge", email="zora@zwetschge.example")
    from_the_private_page(application)
    output = settings.ERASURE_LOG.read_text()
    assert "zora" not in output
    assert str(application.link_number) not in output
    assert len(output.split()) == 2


@pytest.mark.parametrize("path", ["{0}delete/", ""])
def test_deleted_sign_up_is_deleted_again(path):
    sign_up, other = make_sign_up(), make_sign_up()
    staff = Client()
    staff.force_login(make_coach())
    with restored():
        if path:
            staff.post(f"/admin/offers/signup/{sign_up.pk}/delete/", {"post": "yes"})
        else:
            data = {"action": "delete_selected", "_selected_action": [sign_up.pk], "post": "yes"}
            staff.post("/admin/offers/signup/", data)
    assert erase_again_count() == 1
    assert list(SignUp.objects.all()) == [other]


def test_withdrawn_comment_is_hidden_again(client, post):
    comment = make_question(post, text="A plum a day.")
    reader = Client(headers={"Sec-Fetch-Site": "same-origin"})
    with restored():
        reader.post(f"{comment.private_url}take-back/")
    assert "A plum a day" in client.get(post.get_absolute_url()).content.decode()
    assert erase_again_count() == 1
    assert "A plum a day" not in client.get(post.get_absolute_url()).content.decode()
    with pytest.raises(RefusedError):
        moderation.moderate(Comment.objects.get(), moderation.Verb.APPROVE, by=post.author)
    assert erase_again_count() == 0


def test_comment_made_private_is_private_again(post):
    comment, other = make_question(post), make_question(post)
    with restored():
        reader_actions.make_private(comment)
    assert erase_again_count() == 1
    assert list(Comment.objects.approved()) == [other]
    assert Comment.objects.get(pk=comment.pk).is_private
    assert erase_again_count() == 0


def test_restored_rows_of_an_erased_person_are_erased_again(nadia, post):
    erasure_log.record(EMAIL)
    assert list(erase_again()) == [Progress(0, 1), Progress(1, 1)]
    assert fields_with("tango") == []
    assert list(erase_again()) == [Progress(0, 0)]


def test_coach_is_not_mailed_again(nadia):
    with restored():
        erase(EMAIL)
        assert OutgoingMail.objects.exclude(text="").exists()
    assert erase_again_count() == 1
    assert not OutgoingMail.objects.exclude(text="").exists()


def test_rows_created_after_the_erasure_are_kept(nadia, post, clock):
    erasure_log.record(EMAIL)
    clock(days=2)
    later = make_comment(post, email=EMAIL, text="I am back.", created_at=timezone.now())
    list(erase_again())
    later.refresh_from_db()
    nadia.refresh_from_db()
    assert (later.text, nadia.email) == ("I am back.", "")


def test_command_prints_its_progress(nadia, capsys):
    erasure_log.record(EMAIL)
    call_command("erase_again")
    output = capsys.readouterr()
    assert "1 of 1" in output.err
    assert "Erased again: 1" in output.out


def test_comment_with_a_repeated_edit_is_made_private_again(post):
    fields = {"name": "Kim", "email": "kim@example.org", "text": "My knee clicks."}
    comment, other = make_question(post, **{**fields, "text": "My hip."}), make_question(post, **fields)
    with restored():
        reader_actions.make_private(comment)
    Comment.objects.filter(pk=comment.pk).update(pending_text=other.text)
    call_command("erase_again")
    comment.refresh_from_db()
    assert (comment.is_private, comment.text, comment.pending_text) == (True, other.text, "")


def refuse_changes(comment: Comment) -> None:
    """Make the database refuse each change of the row."""
    table = Comment._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"CREATE TRIGGER refuse BEFORE UPDATE ON {table} WHEN OLD.id = {comment.pk} "
                "BEGIN SELECT RAISE(ABORT, 'this row is damaged'); END"
            )
            return
        cursor.execute(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'this row is damaged'; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER refuse BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.id = {comment.pk}) "
            "EXECUTE FUNCTION refuse()"
        )


def test_row_that_cannot_be_changed_does_not_stop_the_others(nadia, post, capsys):
    damaged = make_question(post)
    with restored():
        reader_actions.make_private(damaged)
        erase(EMAIL)
    refuse_changes(damaged)
    with pytest.raises(CommandError, match="1 could not be erased again"):
        call_command("erase_again")
    output = capsys.readouterr()
    assert f"Not erased again: Comment {damaged.pk}: " in output.err
    assert "this row is damaged" in output.err
    assert "Erased again: 1" in output.out
    assert fields_with("tango") == []


def test_comment_answered_publicly_stays_public_and_is_reported(post, capsys):
    comment = make_question(post)
    with restored():
        reader_actions.make_private(comment)
    make_answer(comment)
    with pytest.raises(CommandError):
        call_command("erase_again")
    assert "This comment has been answered or deleted" in capsys.readouterr().err
