"""What owners and coaches read in the admin about backups and about what became of all that was received."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from operations import account
from operations.models import BackupRun
from tests.factories import make_comment, make_post, make_user

pytestmark = pytest.mark.django_db


def front_page(role: str) -> str:
    client = Client()
    client.force_login(make_user(is_staff=True, role=role))
    return " ".join(client.get("/admin/").text.split())


def make_run(**fields: object) -> BackupRun:
    now = timezone.now()
    return BackupRun.objects.create(**{"ended_at": now, "restore_seconds": 41.2, "compared_pages": 20, **fields})


def test_owner_reads_that_the_backup_was_restored() -> None:
    make_run()
    assert "restored last night in 41 s, 0 rows missing" in front_page(Role.OWNER)
    assert "rows missing" not in front_page(Role.COACH)


def test_owner_reads_that_it_failed() -> None:
    make_run(began_at=timezone.now() - timedelta(days=1))
    make_run(failure="The disk is full.")
    assert "The last backup failed." in front_page(Role.OWNER)


def test_owner_reads_that_there_was_none_for_days() -> None:
    make_run(began_at=timezone.now() - timedelta(days=3))
    assert "None was restored since" in front_page(Role.OWNER)


def test_backup_that_was_not_restored_is_not_called_good() -> None:
    make_run(restore_seconds=0)
    assert "The first backup is on its way." in front_page(Role.OWNER)


def test_coach_reads_that_nobody_is_forgotten() -> None:
    make_comment(make_post(), state="held")
    account.report()
    for role in (Role.OWNER, Role.COACH):
        assert "1 comment, 0 applications: all accounted for" in front_page(role)
    assert "accounted for" not in front_page(Role.WRITER)


def test_unexplained_ones_are_said() -> None:
    make_comment(make_post(), state="approved")
    account.report()
    assert "1 unexplained" in front_page(Role.COACH)


def test_page_has_the_table_and_the_runs() -> None:
    make_comment(make_post(), state="held")
    account.report()
    make_run(failure="The disk is full.")
    client = Client()
    client.force_login(make_user(is_staff=True, role=Role.OWNER))
    page = " ".join(client.get("/admin/operations/").text.split())
    assert '<tr><th scope="row">Waiting for an answer</th><td>1</td><td>0</td></tr>' in page
    assert '<tr><th scope="row">Received in all</th><td>1</td><td>0</td></tr>' in page
    assert "<strong>The disk is full.</strong>" in page
