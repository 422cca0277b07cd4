"""Pages of the admin with many rows: their queries and what they cost, without HTTP."""

import os
from statistics import median
from typing import NamedTuple

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.performance.site import processes
from tests.performance.site.fill import APPLICATIONS, ARTICLES, COMMENTS, WAITING
from tests.performance.site.progress import say
from tests.performance.site.rounds import Pids
from tests.performance.site.table import Figure, Goal, Row

RUNS = 5
INBOX = "/admin/"
LISTS = {
    f"{ARTICLES:,} articles": "/admin/blog/post/",
    f"{ARTICLES:,} articles, second page": "/admin/blog/post/?p=2",
    f"{ARTICLES:,} articles, found by a word": "/admin/blog/post/?q=squat",
    f"{COMMENTS:,} comments": "/admin/comments/comment/",
    f"{COMMENTS:,} comments, all, second page": "/admin/comments/comment/?state=all&p=2",
    f"{COMMENTS:,} comments, found by a word": "/admin/comments/comment/?state=all&q=squat",
    f"{APPLICATIONS:,} applications": "/admin/coaching/application/",
    f"{APPLICATIONS:,} applications, all, second page": "/admin/coaching/application/?stage=all&p=2",
}
INBOX_GOAL = Goal(3)
LIST_GOAL = Goal(150, is_absolute=True)


class Cost(NamedTuple):
    queries: int
    milliseconds: Figure


class SignedInCoach:
    """Opens pages in this process. ``database`` gives the processes of the database's server, if there is one."""

    def __init__(self, database: Pids) -> None:
        self.client = Client(SERVER_NAME="127.0.0.1")
        self.client.force_login(User.objects.get())
        self.database = database

    def cost(self, path: str) -> Cost:
        """The queries of a page, and the median of its CPU."""
        with processes.on_core(processes.SERVER_CORE):
            with CaptureQueriesContext(connection) as captured:
                self._get(path)
            queries = len(captured)
            milliseconds = median(self._get(path) for _run in range(RUNS))
        say(f"{path}: {queries} queries, {milliseconds:.1f} ms")
        return Cost(queries, Figure(milliseconds))

    def _get(self, path: str) -> float:
        before = self._cpu_seconds()
        assert self.client.get(path).status_code == 200, path
        return (self._cpu_seconds() - before) * 1e3

    def _cpu_seconds(self) -> float:
        return processes.cpu_seconds([os.getpid(), *self.database()])

    def rows(self, slug: str, before: Cost) -> list[Row]:
        """Rows for a site with many rows. ``before`` is what the article took when there were few."""
        article, inbox = self.cost(f"/{slug}/"), self.cost(INBOX)
        name = f"inbox, {COMMENTS:,} comments, {WAITING:,} of them waiting"
        return [
            _row(f"article from rows alone, among {ARTICLES:,}", article, before, "the same, among 12"),
            _row(name, inbox, before, "that article", INBOX_GOAL),
            *(_row(f"list of {name}", self.cost(path), goal=LIST_GOAL) for name, path in LISTS.items()),
        ]


def _row(name: str, cost: Cost, other: Cost | None = None, compared_with: str = "", goal: Goal | None = None) -> Row:
    subject = f"{name}, {cost.queries} queries: CPU"
    return Row(subject, "ms", cost.milliseconds, other and other.milliseconds, compared_with, goal)
