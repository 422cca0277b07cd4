import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from core.retries import RetryPolicy
from outbox.models import OutgoingMail
from tests.factories import make_mail

pytestmark = pytest.mark.django_db

POLICY = RetryPolicy(lease=timedelta(minutes=10), delays=[timedelta(minutes=1), timedelta(hours=1)])


@pytest.fixture
def row() -> OutgoingMail:
    return make_mail()


def reloaded(row: OutgoingMail) -> OutgoingMail:
    """The row as another worker loads it."""
    return OutgoingMail.objects.get(pk=row.pk)


def test_only_due_rows_can_be_claimed(row, clock):
    later = make_mail(due_at=timezone.now() + timedelta(minutes=1))
    assert list(POLICY.due(OutgoingMail.objects.all())) == [row]
    assert not POLICY.claim(later)
    clock(minutes=1)
    assert list(POLICY.due(OutgoingMail.objects.all())) == [row, later]
    assert POLICY.claim(later)


def test_row_outside_of_the_query_set_is_not_claimed(row):
    assert not POLICY.claim(row, OutgoingMail.objects.exclude(pk=row.pk))


def test_rows_claimed_together_are_those_longest_overdue(row, clock):
    later = make_mail(due_at=timezone.now() + timedelta(minutes=1))
    make_mail(due_at=timezone.now() + timedelta(minutes=3))
    clock(minutes=2)
    assert POLICY.claim_due(OutgoingMail.objects.all(), 1) == [row]
    [claimed] = POLICY.claim_due(OutgoingMail.objects.all(), 5)
    assert (claimed, claimed.attempts) == (later, 1)
    assert POLICY.held(claimed).exists()
    assert not POLICY.claim_due(OutgoingMail.objects.all(), 5)


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrent
def test_one_of_ten_workers_claims_a_row(row):
    start, claimed = threading.Barrier(10), []

    def work(mine: OutgoingMail) -> None:
        start.wait()
        try:
            claimed.append(POLICY.claim(mine))
        finally:
            connections.close_all()

    # Rows are loaded here: at the barrier no worker may hold a connection, as the pool has fewer of them.
    threads = [threading.Thread(target=work, args=[reloaded(row)]) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert claimed.count(True) == 1
    assert reloaded(row).attempts == 1


def test_claim_reloads_the_row(row):
    OutgoingMail.objects.update(subject="Corrected")
    assert POLICY.claim(row)
    assert row.subject == "Corrected"


def test_row_of_a_dead_worker_is_due_after_its_lease(row, clock):
    assert POLICY.claim(row)
    clock(minutes=9)
    assert not POLICY.claim(reloaded(row))
    clock(minutes=1)
    assert POLICY.claim(reloaded(row))


def test_worker_without_its_lease_changes_nothing(row, clock):
    POLICY.claim(row)
    clock(minutes=11)
    POLICY.claim(reloaded(row))
    assert not POLICY.release(row, timezone.now(), last_error="timed out")
    assert reloaded(row).last_error == ""


def test_work_begun_again_meanwhile_is_not_postponed(row):
    POLICY.claim(row)
    OutgoingMail.objects.update(**POLICY.begin(after=timedelta(minutes=2)))
    assert not POLICY.postpone(row)
    assert reloaded(row).attempts == 0
    assert timedelta() < reloaded(row).due_at - timezone.now() <= timedelta(minutes=2)


def test_failed_attempts_have_pauses_and_a_limit(row, clock):
    pauses = []
    for last in (False, False, True):
        assert POLICY.claim(row)
        assert POLICY.is_last(row) is last
        pauses.append(POLICY.next_attempt(row))
        if not last:
            assert POLICY.postpone(row, last_error="busy")
            assert not POLICY.claim(reloaded(row))
            clock(seconds=(row.due_at - timezone.now()).total_seconds() + 1)
    assert pauses[-1] is None
    assert reloaded(row).last_error == "busy"
