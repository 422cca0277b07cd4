"""What a reader's comment costs in CPU, in one process and without HTTP: from the request to the committed row and the
answer, and its screening afterwards.

    python -m tests.performance.bench_comment               # the medians
    python -m tests.performance.bench_comment --profile     # where the time goes, by function
    python -m tests.performance.bench_comment --statements  # what the database is asked

``PART=posts make bench`` measures the same over HTTP, with several connections and what follows, beside WordPress.
"""

import cProfile
import pstats
import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import thread_time
from typing import Any
from urllib.parse import urlencode
from wsgiref.types import WSGIApplication

import django
from django.core.management import call_command

from tests.performance.site import processes, served
from tests.performance.site.progress import say

COMMENTS, WARM_UP = 600, 50

Action = Callable[[], object]


class SentComments:
    """Sends comments on an article, each by another reader."""

    def __init__(self, application: WSGIApplication, slug: str, host: str) -> None:
        self.application = application
        self.sent = 0
        self.environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": f"/{slug}/comments/new/",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "HTTP_HOST": host,
            "HTTP_ORIGIN": f"http://{host}",
            "HTTP_SEC_FETCH_SITE": "same-origin",
            "wsgi.url_scheme": "http",
        }

    def next_request(self) -> dict[str, Any]:
        from tests.performance.site.comment_posts import form

        self.sent += 1
        body = urlencode(form(self.sent)).encode()
        visitor = f"10.0.{self.sent >> 8 & 255}.{self.sent & 255}"
        arrived = {"REMOTE_ADDR": visitor, "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body)}
        return {**self.environ, **arrived}

    def send(self, environ: dict[str, Any]) -> None:
        statuses: list[str] = []
        response: Any = self.application(
            environ, lambda status, *_rest: statuses.append(status) or (lambda _data: None)
        )
        response.close()
        assert statuses[0].startswith("303"), statuses


def screenings() -> list[Action]:
    """The screening of the comments that wait for it, some at once."""
    from comments.screening import pipeline

    def screen_some() -> None:
        comments, criteria = pipeline.claim_due(), pipeline.Criteria()
        for comment in comments:
            pipeline.screen(comment, criteria)

    return [screen_some] * ((WARM_UP + COMMENTS) // pipeline.AT_ONCE)


def cpu_ms(actions: list[Action]) -> float:
    """The median for one comment."""
    at_once = (WARM_UP + COMMENTS) // len(actions)
    return median([timed(action) for action in actions][WARM_UP // at_once :]) * 1e3 / at_once


def timed(action: Action) -> float:
    before = thread_time()
    action()
    return thread_time() - before


def print_profile(actions: list[Action]) -> None:
    profile = cProfile.Profile(thread_time)
    for action in actions:
        profile.runcall(action)
    pstats.Stats(profile).sort_stats("cumtime").print_stats(100).sort_stats("tottime").print_stats(40)


def print_statements(actions: list[Action]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for action in actions[:-1]:
        action()
    with CaptureQueriesContext(connection) as captured:
        actions[-1]()
    print("\n".join(query["sql"] for query in captured))


def measure(slug: str) -> None:
    from config.wsgi import application

    sent = SentComments(application, slug, application.site.host)
    parts: dict[str, Callable[[], list[Action]]] = {
        "a comment": lambda: [partial(sent.send, sent.next_request()) for _number in range(WARM_UP + COMMENTS)],
        "its screening": screenings,
    }
    for name, actions in parts.items():
        if "--profile" in sys.argv:
            print_profile(actions())
        elif "--statements" in sys.argv:
            print_statements(actions())
        else:
            print(f"{name}, in one process: {cpu_ms(actions()):.2f} ms")


def main() -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="sturdy-bench-", ignore_cleanup_errors=True)))
        stack.enter_context(served.Home(folder).running(is_postgres=False))
        stack.enter_context(processes.on_core(processes.LOAD_CORE))
        django.setup()
        from tests.performance.site import fill, texts

        say("writing the content")
        call_command("migrate", verbosity=0)
        articles = texts.articles()
        fill.write_content(articles)
        measure(articles[2].slug)


if __name__ == "__main__":
    main()
