"""What an article costs to build after a public write, and what the site costs to start, in CPU.

    python -m tests.performance.bench_article            # over HTTP, in one process, and the start
    python -m tests.performance.bench_article --profile  # where the time in one process goes, by function

The articles are those of ``make bench``, which compares them with WordPress. The first has 12 comments. BENCH_SECONDS=1
makes the rounds over HTTP shorter.
"""

import cProfile
import os
import pstats
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import thread_time
from typing import Any
from wsgiref.types import WSGIApplication

import django
from django.core.management import call_command

from tests.performance.site import load, processes, rounds, served
from tests.performance.site.progress import say

BUILDS, WARM_UP, PROFILED = 200, 30, 60
STARTS = 3

Change = Callable[[int], object]


class BuiltPage:
    """Builds a page in this process, after each call of a change, which gets a number to write."""

    def __init__(self, application: WSGIApplication, path: str, host: str) -> None:
        self.application = application
        self.environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "REMOTE_ADDR": load.HOST,
            "HTTP_HOST": host,
            "HTTP_ACCEPT_ENCODING": "gzip",
            "wsgi.url_scheme": "http",
        }

    def build(self) -> None:
        self.application({**self.environ, "wsgi.input": BytesIO()}, lambda *_started: lambda _data: None)

    def cpu_ms(self, change: Change) -> float:
        return median([self._timed(change, number) for number in range(WARM_UP + BUILDS)][WARM_UP:]) * 1e3

    def _timed(self, change: Change, number: int) -> float:
        change(number)
        before = thread_time()
        self.build()
        return thread_time() - before

    def profile(self, change: Change) -> cProfile.Profile:
        profile = cProfile.Profile()
        for number in range(WARM_UP + PROFILED):
            change(number)
            profile.runcall(self.build) if number >= WARM_UP else self.build()
        return profile


def changes(slug: str, other_slug: str) -> dict[str, Change]:
    from tests.performance.site.pages import article_rows, newest_comment

    return {
        "one of its comments": lambda number: newest_comment(slug).update(html=f"Change {number}"),
        "a comment on another article": lambda number: newest_comment(other_slug).update(html=f"Change {number}"),
        "its title": lambda number: article_rows(slug).update(title=f"Change {number}"),
        "the title of another article": lambda number: article_rows(other_slug).update(title=f"Change {number}"),
    }


def in_one_process(slugs: Sequence[str], is_profiled: bool) -> None:
    from config.wsgi import application

    page = BuiltPage(application, f"/{slugs[0]}/", application.site.host)
    for name, change in changes(*slugs).items():
        if is_profiled:
            print(f"{PROFILED} builds after a change of {name}:")
            pstats.Stats(page.profile(change)).sort_stats("cumtime").print_stats(80).sort_stats("tottime").print_stats(
                40
            )
        else:
            print(f"built after a change of {name}, in one process: {page.cpu_ms(change):.2f} ms")


def over_http(home: served.Home, slug: str, seconds: float) -> None:
    from tests.performance.site.pages import READERS, article_rows, contender, newest_comment, reader

    with home.serving() as site:
        for rows, column in ((newest_comment(slug), "html"), (article_rows(slug), "title")):
            built = rounds.in_turn(contender(site, slug, rows, column), None, seconds)[0]
            print(f"built after a change of its {column}, over HTTP: {built.in_ms()} ms")
        kept = rounds.in_turn(reader("kept page", site.port, f"/{slug}/", site.web_pids, READERS), None, seconds)[0]
        print(f"kept page, over HTTP: {kept.in_us()} µs")


def start(home: served.Home, slug: str) -> None:
    """All of a start is on one core. The CPU is that of all processes until the first answer."""
    for _number in range(STARTS):
        site = served.BenchSite(home.folder, home.database, **home.environment)
        try:
            seconds = site.seconds_to_first_answer(f"/{slug}/")
            print(f"start to the first answer: {seconds:.2f} s, {processes.cpu_seconds(site.pids()):.2f} s of CPU")
            site.interrupt()
        finally:
            site.end()


def main() -> None:
    is_profiled = "--profile" in sys.argv
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="sturdy-bench-", ignore_cleanup_errors=True)))
        home = stack.enter_context(served.Home(folder).running(is_postgres=False))
        stack.enter_context(processes.on_core(processes.LOAD_CORE))
        django.setup()
        from tests.performance.site import fill, texts

        say("writing the content")
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        articles = texts.articles()
        fill.write_content(articles)
        first, _many, third, *_others = [article.slug for article in articles]
        if not is_profiled:
            over_http(home, first, float(os.environ.get("BENCH_SECONDS") or 3))
            start(home, first)
        in_one_process([first, third], is_profiled)


if __name__ == "__main__":
    main()
