"""The property of the kept pages: after any act, each of them equals the page built anew."""

import os
import secrets
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from itertools import takewhile
from random import Random
from threading import Event
from typing import Any

from django.db import connections
from django.utils import timezone

from pagecache.memo import _memos
from pagecache.serving import KeptPages
from tests.pagecache.many_acts import SEED
from tests.pagecache.random_acts import RandomSite

ACTS_IN_A_ROUND = 5


def make_site(part: int, set_attribute: Callable[..., None]) -> tuple[int, RandomSite]:
    """Return the seed, which is printed, and a new site with a clock of its own. ``part`` tells runs with one seed
    apart."""
    seed = int(os.environ.get(SEED) or secrets.randbelow(10**9)) + part
    print(f"{SEED}={seed}")
    now = [timezone.now()]
    set_attribute("django.utils.timezone.now", lambda: now[0])
    set_attribute("comments.pages.THREADS_PER_PAGE", 2)
    set_attribute("comments.pages.COMMENTS_PER_PAGE", 6)
    set_attribute("comments.pages.ANSWERS_PER_PAGE", 3)

    def move_clock(**by: float) -> None:
        now[0] += timedelta(**by)

    return seed, RandomSite(seed, move_clock)


class Comparison:
    """Compares each page, kept or built with what is remembered, with the page built anew."""

    def __init__(self, reader: Any, seed: int) -> None:
        self.reader = reader
        self.pages = KeptPages(reader.pages.django)
        self.seed = seed
        self.kept = 0
        self.statuses = Counter[int]()

    def compare(self, urls: list[str], done: str) -> None:
        """Raises ``AssertionError`` with what was ``done`` if a page is stale."""
        answers = {}
        for url in urls:
            builds = self.reader.pages.builds
            answers[url] = self.reader.get(url)
            self.statuses[answers[url].status] += 1
            self.kept += self.reader.pages.builds == builds
        for url, anew in built_anew(self.reader, self.pages, urls).items():
            message = f"{SEED}={self.seed}: {url} is stale after {done}"
            assert answers[url] == anew, f"{difference(answers[url], anew)}\n{message}"

    def finish(self) -> None:
        print(f"{self.kept} pages came from the keep. {self.statuses}")
        assert self.kept
        assert self.statuses[200]


def difference(kept: Any, anew: Any) -> str:
    """Where both bodies begin to differ."""
    place = sum(1 for _same in takewhile(lambda pair: pair[0] == pair[1], zip(kept.body, anew.body, strict=False)))
    shown = slice(max(0, place - 200), place + 100)
    return f"{kept.status} {kept.body[shown]!r}\n{anew.status} {anew.body[shown]!r}"


def run_acts(reader: Any, acts: int, part: int, set_attribute: Callable[..., None]) -> None:
    """Do ``acts`` on a new site, one after the other, and compare after each."""
    seed, site = make_site(part, set_attribute)
    comparison = Comparison(reader, seed)
    for number in range(acts):
        done = site.act()
        comparison.compare(site.urls(), f"act {number}, {done}")
    comparison.finish()


def run_acts_together(reader: Any, acts: int, part: int, set_attribute: Callable[..., None]) -> None:
    """Do ``acts`` on a new site in two threads, while two others ask for pages. Compare whenever all are at rest."""
    seed, site = make_site(part, set_attribute)
    writers = [site, site.for_another_thread(seed + 1)]
    comparison = Comparison(reader, seed)
    for number in range(acts // (len(writers) * ACTS_IN_A_ROUND)):
        urls = [url for writer in writers for url in writer.urls()]
        done = write_and_read(reader, writers, urls)
        comparison.compare(urls, f"round {number}, {done}")
    comparison.finish()


def write_and_read(reader: Any, writers: list[RandomSite], urls: list[str]) -> list[list[str]]:
    has_ended = Event()

    def write(writer: RandomSite) -> list[str]:
        try:
            return [writer.act_among_others() for _act in range(ACTS_IN_A_ROUND)]
        finally:
            connections.close_all()

    def read(seed: int) -> None:
        random = Random(seed)
        try:
            while not has_ended.is_set():
                reader.get(random.choice(urls))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        reading = [threads.submit(read, seed) for seed in range(2)]
        try:
            return list(threads.map(write, writers))
        finally:
            has_ended.set()
            for one in reading:
                one.result()


def built_anew(reader: Any, pages: KeptPages, urls: Iterable[str]) -> dict[str, Any]:
    """Return the pages from rows alone: nothing is kept or remembered from before.

    They are built from the last to the first. So a part that is remembered for pages that differ in it is seen.
    """
    pages.pages.clear()
    with empty_memory():
        return {url: reader.get(url, pages=pages) for url in reversed([*urls])}


@contextmanager
def empty_memory() -> Iterator[None]:
    """Remember nothing from before within the block, and nothing from it afterwards."""
    before = [(memo, memo._values, memo.used) for memo in _memos]
    for memo in _memos:
        memo._values, memo.used = OrderedDict(), 0
    try:
        yield
    finally:
        for memo, values, used in before:
            memo._values, memo.used = values, used
