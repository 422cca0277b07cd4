from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django_ox.models import OxTask

from core.queue import SOON, enqueue_once
from core.tasks import purge_uploads, update_statistics

pytestmark = pytest.mark.django_db


def waiting() -> list[str]:
    return sorted(OxTask.objects.filter(status="READY").values_list("task_path", flat=True))


def test_task_that_waits_is_not_enqueued_again():
    enqueue_once(purge_uploads)
    enqueue_once(purge_uploads)
    assert waiting() == ["core.tasks.purge_uploads"]


def test_task_that_is_to_run_soon_is_not_enqueued_again():
    enqueue_once(purge_uploads, SOON)
    enqueue_once(purge_uploads)
    assert OxTask.objects.get().run_after > timezone.now()


def test_other_task_is_enqueued():
    enqueue_once(purge_uploads)
    enqueue_once(update_statistics)
    assert len(waiting()) == 2


@pytest.mark.parametrize(
    "changes",
    [{"status": "RUNNING"}, {"status": "SUCCESSFUL"}, {"run_after": timezone.now() + timedelta(days=1)}],
    ids=["running", "successful", "later"],
)
def test_task_that_does_not_wait_any_more_does_not_count(changes):
    enqueue_once(purge_uploads)
    OxTask.objects.update(**changes)
    enqueue_once(purge_uploads)
    assert OxTask.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_waiting_task_is_locked_until_the_work_is_committed():
    with transaction.atomic():
        enqueue_once(purge_uploads)
    other = connection.copy()
    try:
        with transaction.atomic():
            enqueue_once(purge_uploads)
            assert_locked(other)
    finally:
        other.close()


def assert_locked(other) -> None:
    """On SQLite, no other connection can write at all."""
    with other.cursor() as cursor:
        if other.vendor == "postgresql":
            cursor.execute("SELECT id FROM django_ox_oxtask FOR UPDATE SKIP LOCKED")
            assert cursor.fetchall() == []
            return
        cursor.execute("PRAGMA busy_timeout = 0")
        with pytest.raises(OperationalError, match="locked"):
            cursor.execute("UPDATE django_ox_oxtask SET status = 'RUNNING'")
