"""Throttle guesses by rows that count failures, so that it works for any number of processes.

An attempt is counted before it is checked, and the count is undone if it was right. So many attempts at the same moment
are no better than one after another. Somebody who signed in before from the same network or browser is slowed only by
their own failures, so that no stranger locks the coach out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import SignInThrottle
from accounts.sign_in import devices
from core.tokens import keyed_hash
from core.web.http import client_ip_address
from core.web.networks import network_of


@dataclass(frozen=True, slots=True)
class Pauses:
    """After ``free`` failures there is a pause. It doubles with each further failure, up to ``longest``."""

    free: int
    first: timedelta
    longest: timedelta

    def pause_after(self, failures: int) -> timedelta:
        if failures < self.free:
            return timedelta()
        doublings = min(failures - self.free, 20)
        return min(self.first * float(2**doublings), self.longest)


@dataclass(frozen=True, slots=True)
class AttemptKind:
    """A kind of attempt with its pauses: for an account from one place, for a network, and for an account in total."""

    name: str
    browser: Pauses
    network: Pauses
    account: Pauses


_SECOND, _MINUTE, _HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)

# The pauses for an account in total are short, because they also affect the owner in a new place.
PASSWORD = AttemptKind(
    "password",
    browser=Pauses(5, 30 * _SECOND, _HOUR),
    network=Pauses(10, 30 * _SECOND, _HOUR),
    account=Pauses(20, 10 * _SECOND, _MINUTE),
)
# A second factor or a mailed code. There are far fewer possible codes than passwords.
CODE = AttemptKind(
    "code",
    browser=Pauses(5, 30 * _SECOND, _HOUR),
    network=Pauses(10, 30 * _SECOND, _HOUR),
    account=Pauses(20, _MINUTE, 15 * _MINUTE),
)
# A requested mail. Each counts, whether or not the account exists.
MAIL = AttemptKind(
    "mail",
    browser=Pauses(3, _MINUTE, _HOUR),
    network=Pauses(10, _MINUTE, _HOUR),
    account=Pauses(10, 5 * _MINUTE, _HOUR),
)


class ThrottledError(Exception):
    """There were too many attempts, and this one was not checked."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.wait = wait


class Attempt:
    """An attempt that may be checked. It counts as a failure until ``succeed`` is called."""

    def __init__(self, kind: AttemptKind, email: str, request: HttpRequest) -> None:
        account = email.strip().lower()
        network = network_of(client_ip_address(request)) or ""
        place = devices.known_token(request, account) or network
        hashes = {
            keyed_hash(f"brake.{kind.name}.place", f"{account}\0{place}"): kind.browser,
            keyed_hash(f"brake.{kind.name}.network", network): kind.network,
            keyed_hash(f"brake.{kind.name}.account", account): kind.account,
        }
        self._browser = next(iter(hashes))
        is_proven = place != network or _has_recent_success(self._browser)
        self._pauses = {self._browser: kind.browser} if is_proven else hashes

    def begin(self) -> None:
        """Raises ``ThrottledError``."""
        # Read before writing, so that a flood of refused attempts writes nothing.
        _refuse_throttled(list(SignInThrottle.objects.filter(key__in=self._pauses)))
        with transaction.atomic():
            SignInThrottle.objects.bulk_create([SignInThrottle(key=key) for key in self._pauses], ignore_conflicts=True)
            brakes = self._locked()
            _refuse_throttled(brakes)
            for brake in brakes:
                self._count(brake, brake.recent_failures + 1)

    def succeed(self) -> None:
        """The attempt was right: forget the account's failures from this place."""
        with transaction.atomic():
            for brake in self._locked():
                if brake.key == self._browser:
                    brake.succeeded_at = timezone.now()
                    self._count(brake, 0)
                else:
                    self._count(brake, max(brake.failures - 1, 0), paused=False)

    def withdraw(self) -> None:
        """The attempt was not checked after all, so it does not count."""
        with transaction.atomic():
            for brake in self._locked():
                self._count(brake, max(brake.failures - 1, 0), paused=False)

    def _locked(self) -> list[SignInThrottle]:
        return list(SignInThrottle.objects.select_for_update().filter(key__in=self._pauses).order_by("key"))

    def _count(self, brake: SignInThrottle, failures: int, *, paused: bool = True) -> None:
        now = timezone.now()
        pause = self._pauses[brake.key].pause_after(failures) if paused else None
        brake.failures, brake.failed_at = failures, now if failures else None
        brake.paused_until = now + pause if pause else None
        brake.save(update_fields=["failures", "failed_at", "paused_until", "succeeded_at"])


@contextmanager
def attempt_for(kind: AttemptKind, email: str, request: HttpRequest) -> Iterator[Attempt]:
    """Check an attempt for the account of ``email`` inside this block. Raises ``ThrottledError`` if there is a
    pause."""
    attempt = Attempt(kind, email, request)
    attempt.begin()
    yield attempt


def _has_recent_success(key: str) -> bool:
    brake = SignInThrottle.objects.filter(key=key).first()
    return brake is not None and brake.has_recent_success


def _refuse_throttled(brakes: list[SignInThrottle]) -> None:
    now = timezone.now()
    # A longer pause was written while the clock was wrong.
    waits = [
        brake.paused_until - now for brake in brakes if brake.paused_until and now < brake.paused_until <= now + _HOUR
    ]
    if waits:
        raise ThrottledError(max(waits))
