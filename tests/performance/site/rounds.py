"""Measure servers in turn, some rounds each, so that what disturbs the machine for a while disturbs all of them."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from tests.performance.site import load, processes
from tests.performance.site.progress import say
from tests.performance.site.table import Figure, Goal, Row

ROUNDS = 3
# If the load had something to do for more than this share of the time, the server could have answered more.
BUSY = 0.9
LONGEST_WORK = 120.0

Pids = Callable[[], list[int]]


@dataclass(frozen=True, slots=True)
class Contender:
    """A server that is asked. ``pids`` are the processes that answer, ``all_pids`` also those that work afterwards.

    ``is_done`` tells whether they have done all that follows the answers.
    """

    name: str
    port: int
    requests: Iterator[bytes]
    check: load.Check
    pids: Pids
    all_pids: Pids
    connections: int = 1
    is_done: Callable[[], bool] = lambda: True


@dataclass(frozen=True, slots=True)
class Measured:
    """``cpu`` and ``cpu_in_all`` are seconds for each answer: until it, and with all that follows it.

    ``backlog`` are the seconds from the last answer until all that follows was done.
    """

    answers: int
    failures: int
    per_second: float
    cpu: float
    cpu_in_all: float
    load_busy: float
    backlog: float

    def in_us(self) -> Figure:
        return self._figure(self.cpu * 1e6)

    def in_ms(self) -> Figure:
        return self._figure(self.cpu * 1e3)

    def in_all_ms(self) -> Figure:
        return self._figure(self.cpu_in_all * 1e3)

    def backlog_seconds(self) -> Figure:
        return self._figure(self.backlog)

    def rate(self) -> Figure:
        return self._figure(self.per_second, is_floor=self.load_busy > BUSY)

    def _figure(self, value: float, is_floor: bool = False) -> Figure:
        return Figure(value, is_floor, self.failures)


def in_turn(ours: Contender, other: Contender | None, seconds: float) -> tuple[Measured, Measured | None]:
    """Measure each for ``seconds`` in each round. Returns the medians, and the sums of answers and failures."""
    contenders = [ours, other] if other else [ours]
    found: list[list[Measured]] = [[] for _contender in contenders]
    for number in range(ROUNDS):
        for contender, measured in zip(contenders, found, strict=True):
            one = measure(contender, seconds)
            measured.append(one)
            say(
                f"{contender.name}, round {number + 1}: {one.cpu * 1e3:.3g} ms of CPU, {one.per_second:,.1f} a second, "
                f"the load was busy for {one.load_busy:.0%} of the time"
            )
    medians = [_medians(measured) for measured in found]
    return medians[0], medians[1] if other else None


def row(
    subject: str,
    unit: str,
    figure: Callable[[Measured], Figure],
    measured: tuple[Measured, Measured | None],
    compared_with: str,
    goal: Goal | None = None,
) -> Row:
    """The row that compares one figure of both."""
    ours, other = measured
    return Row(subject, unit, figure(ours), other and figure(other), compared_with, goal)


def measure(contender: Contender, seconds: float) -> Measured:
    _wait_until_done(contender)
    pids, all_pids = contender.pids(), contender.all_pids()
    # PHP starts more processes under load: they are new, so all of their time counts.
    before, all_before = processes.cpu_seconds(pids), processes.cpu_seconds(all_pids)
    done = load.send(
        contender.port, contender.requests, contender.check, connections=contender.connections, seconds=seconds
    )
    cpu = processes.cpu_seconds(contender.pids()) - before
    backlog = _wait_until_done(contender)
    cpu_in_all = processes.cpu_seconds(contender.all_pids()) - all_before
    return Measured(
        done.answers, done.failures, done.per_second, cpu / done.answers, cpu_in_all / done.answers, done.busy, backlog
    )


def _wait_until_done(contender: Contender) -> float:
    """Return the seconds that it took, before it was quiet too."""
    start = time.monotonic()
    while not contender.is_done():
        if time.monotonic() > start + LONGEST_WORK:
            raise TimeoutError(f"{contender.name}: not done after {LONGEST_WORK:.0f} s.")
        time.sleep(0.1)
    seconds = time.monotonic() - start
    processes.wait_until_quiet(contender.all_pids())
    return seconds


def _medians(measured: Sequence[Measured]) -> Measured:
    return Measured(
        answers=sum(one.answers for one in measured),
        failures=sum(one.failures for one in measured),
        per_second=median(one.per_second for one in measured),
        cpu=median(one.cpu for one in measured),
        cpu_in_all=median(one.cpu_in_all for one in measured),
        load_busy=median(one.load_busy for one in measured),
        backlog=median(one.backlog for one in measured),
    )
