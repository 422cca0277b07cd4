"""Work on rows that is done by one worker at a time and retried until it succeeds.

The state is in the row, so that nothing is lost with the queue. Three columns hold it, with a ``prefix`` for the kind
of work:

- ``due_at``: when the next attempt is due, or empty.
- ``claimed_until``: until when a worker has claimed the row. If the worker dies, the row is due again after that.
- ``attempts``: the number of attempts. Only for a ``RetryPolicy``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

# A moment later than any that can be meant, by more than this, was set by a clock that was wrong for a while, and does
# not count: nothing waits for days until the right time gets there. It is generous, because a claim that is ended while
# its worker still works would have the work done twice.
TOLERANCE = timedelta(hours=1)


@dataclass(frozen=True)
class Lease:
    """``lease`` is how long a claim lasts. It must be longer than an attempt can take."""

    lease: timedelta
    prefix: str = ""

    def _named(self, **columns: Any) -> dict[str, Any]:
        return {f"{self.prefix}{name}": value for name, value in columns.items()}

    def unclaimed[Rows: QuerySet[Any]](self, rows: Rows) -> Rows:
        claimed_until, now = f"{self.prefix}claimed_until", timezone.now()
        is_over = Q(**{f"{claimed_until}__lte": now}) | Q(**{f"{claimed_until}__gt": now + self.lease + TOLERANCE})
        return rows.filter(Q(**{claimed_until: None}) | is_over)

    def due[Rows: QuerySet[Any]](self, rows: Rows) -> Rows:
        """Return the rows whose next attempt is due, the longest overdue first."""
        return self.unclaimed(rows).filter(self._is_due(timezone.now())).order_by(f"{self.prefix}due_at", "pk")

    def _is_due(self, now: datetime) -> Q:
        return Q(**self._named(due_at__lte=now))

    def claim(self, row: Model, among: QuerySet[Any] | None = None, **changes: Any) -> bool:
        """Claim ``row`` for this worker, and reload it.

        Returns ``False`` if it is not due, another worker has it, or it is not ``among`` these rows. It is one UPDATE,
        so that of all workers that try, one succeeds.
        """
        rows = type(row)._default_manager.all() if among is None else among
        changes |= self._named(claimed_until=timezone.now() + self.lease)
        if not self.due(rows).order_by().filter(pk=row.pk).update(**changes):
            return False
        row.refresh_from_db()
        return True

    @transaction.atomic
    def claim_due[Row: Model](self, rows: QuerySet[Row], count: int, **changes: Any) -> list[Row]:
        """Claim up to ``count`` of the ``rows`` for this worker, those that are longest overdue, and return them.

        The lease must be longer than the attempts at all of them.
        """
        due = self.due(rows).select_for_update(skip_locked=True)
        keys = list(due.values_list("pk", flat=True)[:count])
        if not keys:
            return []
        changes |= self._named(claimed_until=timezone.now() + self.lease)
        rows.filter(pk__in=keys).update(**changes)
        return list(rows.filter(pk__in=keys).order_by(f"{self.prefix}due_at", "pk"))

    def held[Row: Model](self, row: Row) -> QuerySet[Row]:
        """Return the row if this worker still has the claim: not after its lease, nor if the work was finished or
        restarted."""
        claim = self._named(claimed_until=getattr(row, f"{self.prefix}claimed_until"), due_at__isnull=False)
        return type(row)._default_manager.filter(pk=row.pk, **claim)

    def release(self, row: Model, due_at: datetime | None = None, **changes: Any) -> bool:
        """Release the claim with these ``changes``. Without ``due_at``, the work is done.

        Returns ``False`` if this worker no longer has the claim; then nothing is changed.
        """
        changes |= self._named(due_at=due_at, claimed_until=None)
        if not self.held(row).update(**changes):
            return False
        for name, value in changes.items():
            setattr(row, name, value)
        return True


@dataclass(frozen=True)
class RetryPolicy(Lease):
    """``delays`` are the pauses after the first, second, … failed attempt. After the last delay and one more attempt,
    there is no other."""

    delays: Sequence[timedelta] = ()

    def _is_due(self, now: datetime) -> Q:
        longest = max(self.delays, default=timedelta())
        return super()._is_due(now) | Q(**self._named(due_at__gt=now + longest + TOLERANCE))

    def claim(self, row: Model, among: QuerySet[Any] | None = None, **changes: Any) -> bool:
        return super().claim(row, among, **self._attempted(), **changes)

    def claim_due[Row: Model](self, rows: QuerySet[Row], count: int, **changes: Any) -> list[Row]:
        return super().claim_due(rows, count, **self._attempted(), **changes)

    def _attempted(self) -> dict[str, Any]:
        return self._named(attempts=F(f"{self.prefix}attempts") + 1)

    def begin(self, after: timedelta = timedelta()) -> dict[str, Any]:
        """Return the column values of a row whose first attempt is due ``after`` a while. They end any claim on the
        row."""
        return self._named(due_at=timezone.now() + after, claimed_until=None, attempts=0)

    def next_attempt(self, row: Model) -> datetime | None:
        """Return when to retry if this worker's attempt fails; ``None`` if it is the last one."""
        attempts: int = getattr(row, f"{self.prefix}attempts")
        return timezone.now() + self.delays[attempts - 1] if attempts <= len(self.delays) else None

    def is_last(self, row: Model) -> bool:
        return self.next_attempt(row) is None

    def postpone(self, row: Model, **changes: Any) -> bool:
        """Release the row until the next attempt, or for good after the last. Returns the result of ``release``."""
        return self.release(row, self.next_attempt(row), **changes)
