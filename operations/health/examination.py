"""Look at everything that may go wrong."""

import time
from collections.abc import Iterator
from threading import Lock

from django.db import Error, connection
from django.utils.translation import gettext as _

from operations.health import machine, rows
from operations.health.findings import Finding

# In seconds.
GOOD_FOR = 15.0


def examine() -> list[Finding]:
    """Return what is found, also if the database does not answer."""
    found: list[Finding] = []
    try:
        found.extend(_from_database())
    except Error:
        to_do = _("Look at whether its server runs, and at the log of the site. A full disk can be the cause too.")
        found = [Finding("database", _("The database does not answer."), to_do)]
    return [*found, machine.disk(), *([files] if (files := machine.files()) else [])]


def _from_database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    yield Finding("database", _("It answers."))
    yield from (rows.work(), rows.mail(), rows.screening(), rows.nobody_forgotten(), rows.backup(), machine.clock())


class Examiner:
    """Examines at most once in ``GOOD_FOR`` seconds, and one at a time, so that whoever asks often costs nothing."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made_at: float | None = None
        self._is_well = True

    def is_well(self) -> bool:
        """Return whether all is well, or was a moment ago."""
        is_first = self._made_at is None
        if (is_first or self._is_old()) and self._lock.acquire(blocking=is_first):
            try:
                if self._is_old():
                    self._is_well = all(finding.is_well for finding in examine())
                    self._made_at = time.monotonic()
            finally:
                self._lock.release()
        return self._is_well

    def _is_old(self) -> bool:
        return self._made_at is None or time.monotonic() - self._made_at > GOOD_FOR


examiner = Examiner()
