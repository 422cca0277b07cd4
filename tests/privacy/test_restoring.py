"""A backup from before somebody was erased, or deleted or took back something, is restored."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import serializers
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from coaching.models import Answer, Application, Note, SignUp
from comments import keeping, moderation
from comments.models import Comment, Decision
from comments.submission import private_url
from core import erased
from outbox.models import OutgoingMail, Subject
from privacy.erasing import erase
from privacy.restoring import erase_again
from tests.factories import make_application, make_coach, make_comment, make_mail, make_question, make_sign_up
from tests.privacy.test_erasing import EMAIL, found

pytestmark = pytest.mark.django_db

KEPT = [Comment, Decision, Application, Answer, Note, SignUp, OutgoingMail, Subject]


@contextmanager
def restored() -> Iterator[None]:
    """Afterwards all is as it was before, but for the files."""
    backup = serializers.serialize("python", [row for model in KEPT for row in model._base_manager.all()])
    yield
    for model in reversed(KEPT):
        model._base_manager.all().delete()
    for row in serializers.deserialize("python", backup):
        row.save()


def again() -> int:
    """How many deeds it were."""
    return list(erase_again())[-1][1]


def from_the_private_page(application: Application) -> None:
    Client(headers={"Sec-Fetch-Site": "same-origin"}).post(f"{application.status_url}delete/")


def from_the_admin(application: Application) -> None:
    desk = Client()
    desk.force_login(make_coach())
    desk.post(f"/admin/coaching/application/{application.pk}/delete/", {"post": "yes"})


def from_the_list(application: Application) -> None:
    desk = Client()
    desk.force_login(make_coach())
    data = {"action": "delete_selected", "_selected_action": [application.pk], "post": "yes"}
    desk.post("/admin/coaching/application/?stage=declined", data)


def as_it_was_proposed(application: Application) -> None:
    desk = Client()
    desk.force_login(make_coach())
    data = {"action": "delete_for_good", "_selected_action": [application.pk], "sure": "1"}
    desk.post("/admin/privacy/proposedapplication/", data)


@pytest.mark.parametrize("delete", [from_the_private_page, from_the_admin, from_the_list, as_it_was_proposed])
def test_application_that_was_deleted_does_not_come_back(delete: Callable[[Application], None]):
    fields = {"stage": "declined", "created_at": timezone.now() - timedelta(days=900)}
    application = make_application(name="Zora Zwetschge", obstacles="Zwetschge trees.", **fields)
    other = make_application(**fields)
    make_mail(text="Zwetschge", about=[application])
    with restored():
        delete(application)
        assert list(Application.objects.all()) == [other]
    assert found("zwetschge")
    assert again() == 1
    assert list(Application.objects.all()) == [other]
    assert found("zwetschge") == []
    assert again() == 0


def test_deletion_does_not_hit_another_application_that_was_given_the_number():
    application = make_application()
    pk, when = application.pk, application.created_at
    from_the_private_page(application)
    make_application(pk=pk, created_at=when + timedelta(microseconds=1))
    assert again() == 0
    assert Application.objects.get().pk == pk


def test_corrected_address_does_not_hide_which_application_was_deleted():
    application = make_application()
    with restored():
        application.link_number += 1
        application.email = "another@example.org"
        application.save()
        from_the_private_page(application)
    assert again() == 1


def test_where_the_list_cannot_be_written_nothing_is_deleted(settings, tmp_path):
    settings.ERASED_LIST = tmp_path / "no-such-folder" / "erased-addresses"
    application = make_application()
    with pytest.raises(OSError, match="no-such-folder"):
        from_the_private_page(application)
    assert Application.objects.exists()


def test_line_that_was_torn_hides_no_other(settings):
    one, two = make_application(), make_application()
    with restored():
        from_the_private_page(one)
        settings.ERASED_LIST.write_text(settings.ERASED_LIST.read_text() + "2026-11-27T15:00:00+00:00 0123")
        from_the_private_page(two)
    assert again() == 2


def test_disk_that_is_full_keeps_what_was_to_be_deleted(settings):
    settings.ERASED_LIST = Path("/dev/full")
    application = make_application()
    with pytest.raises(OSError, match="No space"):
        from_the_private_page(application)
    assert Application.objects.exists()


def test_list_says_nothing_of_what_was_deleted(settings):
    application = make_application(name="Zora Zwetschge", email="zora@zwetschge.example")
    from_the_private_page(application)
    said = settings.ERASED_LIST.read_text()
    assert "zora" not in said
    assert str(application.link_number) not in said
    assert len(said.split()) == 2


@pytest.mark.parametrize("path", ["{0}delete/", ""])
def test_sign_up_that_was_deleted_does_not_come_back(path):
    sign_up, other = make_sign_up(), make_sign_up()
    desk = Client()
    desk.force_login(make_coach())
    with restored():
        if path:
            desk.post(f"/admin/coaching/signup/{sign_up.pk}/delete/", {"post": "yes"})
        else:
            data = {"action": "delete_selected", "_selected_action": [sign_up.pk], "post": "yes"}
            desk.post("/admin/coaching/signup/", data)
    assert again() == 1
    assert list(SignUp.objects.all()) == [other]


def test_comment_that_was_taken_back_is_not_public_again(client, post):
    comment = make_question(post, text="A plum a day.")
    reader = Client(headers={"Sec-Fetch-Site": "same-origin"})
    with restored():
        reader.post(f"{private_url(comment)}take-back/")
    assert "A plum a day" in client.get(post.get_absolute_url()).content.decode()
    assert again() == 1
    assert "A plum a day" not in client.get(post.get_absolute_url()).content.decode()
    with pytest.raises(moderation.RefusedError):
        moderation.moderate(Comment.objects.get(), moderation.Verb.APPROVE, by=post.author)
    assert again() == 0


def test_comment_that_was_made_private_is_not_public_again(post):
    comment, other = make_question(post), make_question(post)
    with restored():
        keeping.make_private(comment)
    assert again() == 1
    assert list(Comment.objects.approved()) == [other]
    assert Comment.objects.get(pk=comment.pk).is_private
    assert again() == 0


def test_restored_rows_are_erased_again(nadia, post):
    erased.remember(EMAIL)
    assert list(erase_again()) == [(0, 1), (1, 1)]
    assert found("tango") == []
    assert list(erase_again()) == [(0, 0)]


def test_coach_is_not_told_once_more(nadia):
    with restored():
        erase(EMAIL)
        assert OutgoingMail.objects.exclude(text="").exists()
    assert again() == 1
    assert not OutgoingMail.objects.exclude(text="").exists()


def test_what_came_in_after_the_erasure_stays(nadia, post, clock):
    erased.remember(EMAIL)
    clock(days=2)
    later = make_comment(post, email=EMAIL, text="I am back.", created_at=timezone.now())
    list(erase_again())
    later.refresh_from_db()
    nadia.refresh_from_db()
    assert (later.text, nadia.email) == ("I am back.", "")


def test_command_after_a_restore_says_how_far_it_is(nadia, capsys):
    erased.remember(EMAIL)
    call_command("erase_again")
    said = capsys.readouterr()
    assert "1 of 1" in said.err
    assert "Erased again: 1" in said.out
