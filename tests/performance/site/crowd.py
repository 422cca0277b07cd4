"""A crowd: many readers at once while comments become public, all on one core."""

import asyncio
import random
import time
from collections import Counter
from statistics import quantiles
from threading import Event, Thread

import httpx
from django.db import connection
from django.utils import timezone

from blog.models import Category
from comments.models import Comment
from tests.performance.site import load, texts
from tests.performance.site.observed_serve import BUILDS
from tests.performance.site.progress import say
from tests.performance.site.served import BenchSite
from tests.performance.site.table import Figure, Goal, Row

READERS = 200
COMMENTS_A_MINUTE = 50
# In seconds. A reader opens a page, and after a pause another one.
PAUSES = (0.5, 1.5)
TIMEOUT = 30.0
TICK = 0.02
OTHER_PAGES = ("/", "/articles/", "/feed/", "/comments/feed/", "/sitemap.xml")
NONE = Goal(0, is_absolute=True)


class Commenters(Thread):
    """Sends comments of readers whose comments have been approved before, so that they become public by themselves.

    ``public`` has the newest public comment of each article, by its path. ``waiting`` has the path of each comment that
    is not public yet.
    """

    def __init__(self, url: str, paths: list[str]) -> None:
        super().__init__()
        self.url = url
        self.paths = paths
        self.public: dict[str, str] = {}
        self.waiting: dict[str, str] = {}
        self.statuses: Counter[str] = Counter()
        self.published = 0
        self.over = Event()
        self.begun = timezone.now()

    def run(self) -> None:
        known = Comment.objects.approved().filter(author=None).order_by().values("name", "email").distinct()
        readers = list(known[:COMMENTS_A_MINUTE])
        due, number = time.monotonic(), 0
        with httpx.Client(base_url=self.url, timeout=TIMEOUT) as client:
            while not self.over.wait(TICK):
                if time.monotonic() >= due:
                    due += 60 / COMMENTS_A_MINUTE
                    number += 1
                    self._send(client, readers[number % len(readers)], number)
                self._note_public_ones()
        connection.close()

    def _send(self, client: httpx.Client, reader: dict[str, str], number: int) -> None:
        path, text = self.paths[number % len(self.paths)], f"This is comment {number} of the crowd."
        headers = {"Sec-Fetch-Site": "same-origin", "X-Forwarded-For": f"10.9.{number // 250}.{number % 250}"}
        try:
            response = client.post(f"{path}comments/new/", data={**reader, "text": text}, headers=headers)
        except httpx.TransportError as error:
            self.statuses[type(error).__name__] += 1
        else:
            self.statuses[str(response.status_code)] += 1
            self.waiting[text] = path

    def _note_public_ones(self) -> None:
        recent = Comment.objects.approved().filter(created_at__gte=self.begun)
        for text in recent.filter(text__in=self.waiting).values_list("text", flat=True):
            self.public[self.waiting.pop(text)] = text
            self.published += 1


class Readers:
    """Read pages at random, for ``seconds``. A page of an article is stale if it lacks what was public when asked."""

    def __init__(self, url: str, paths: list[str], public: dict[str, str], seconds: float) -> None:
        self.url = url
        self.paths = paths
        self.public = public
        self.until = time.monotonic() + seconds
        self.milliseconds: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.stale = 0

    async def run(self) -> None:
        limits = httpx.Limits(max_connections=READERS, max_keepalive_connections=READERS)
        async with httpx.AsyncClient(base_url=self.url, limits=limits, timeout=TIMEOUT) as client:
            await asyncio.gather(*(self._read(client, random.Random(number)) for number in range(READERS)))

    async def _read(self, client: httpx.AsyncClient, chance: random.Random) -> None:
        await asyncio.sleep(chance.uniform(0, PAUSES[1]))
        while time.monotonic() < self.until:
            path = chance.choice(self.paths)
            expected, start = self.public.get(path, ""), time.perf_counter()
            try:
                response = await client.get(path)
            except httpx.TransportError as error:
                self.statuses[type(error).__name__] += 1
            else:
                self.milliseconds.append((time.perf_counter() - start) * 1e3)
                self.statuses[str(response.status_code)] += 1
                self.stale += expected not in response.text
            await asyncio.sleep(chance.uniform(*PAUSES))


def rows(site: BenchSite, articles: list[texts.Article], seconds: float) -> list[Row]:
    say(f"{READERS} readers and {COMMENTS_A_MINUTE} comments a minute, for {seconds:.0f} s")
    paths = [f"/{article.slug}/" for article in articles]
    categories = [category.get_absolute_url() for category in Category.objects.all()]
    commenters = Commenters(site.url, paths)
    readers = Readers(site.url, [*paths, *categories, *OTHER_PAGES], commenters.public, seconds)
    builds, start = _builds(site), time.monotonic()
    commenters.start()
    try:
        asyncio.run(readers.run())
    finally:
        commenters.over.set()
        commenters.join()
    return _rows(commenters, readers, _builds(site) - builds, (time.monotonic() - start) / 60)


def _builds(site: BenchSite) -> int:
    return int(load.body(load.fetch(site.port, BUILDS)))


def _rows(commenters: Commenters, readers: Readers, builds: int, minutes: float) -> list[Row]:
    say(f"comments were answered with {dict(commenters.statuses)}, readers with {dict(readers.statuses)}")
    errors = readers.statuses.total() - readers.statuses["200"]
    errors += commenters.statuses.total() - commenters.statuses["303"]
    percentiles = quantiles(readers.milliseconds, n=100)
    name = f"crowd of {READERS} readers"
    return [
        Row(f"{name}: half of the answers within", "ms", Figure(percentiles[49])),
        Row(f"{name}: 99 % of the answers within", "ms", Figure(percentiles[98])),
        Row(f"{name}: answers", "a minute", Figure(len(readers.milliseconds) / minutes)),
        Row(f"{name}: comments that became public", "a minute", Figure(commenters.published / minutes)),
        Row(f"{name}: builds", "a minute", Figure(builds / minutes)),
        Row(f"{name}: errors", "", Figure(errors), goal=NONE),
        Row(f"{name}: stale pages", "", Figure(readers.stale), goal=NONE),
    ]
