"""What a reader's comment costs in CPU, in one process and without HTTP: from the request to the committed row and the
answer.

    python -m tests.performance.bench_comment              # the median
    python -m tests.performance.bench_comment --profile    # where the time goes, by function
    python -m tests.performance.bench_comment --statements # what the database is asked

``PART=posts make bench`` measures the same over HTTP, with several connections and what follows, beside WordPress.
"""

import cProfile
import pstats
import sys
from contextlib import ExitStack
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

COMMENTS, WARM_UP = 1000, 50


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
        response: Any = self.application(environ, lambda status, *_rest: statuses.append(status) or (lambda _data: None))
        response.close()
        assert statuses[0].startswith("303"), statuses

    def cpu_ms(self) -> float:
        return median([self._timed() for _number in range(WARM_UP + COMMENTS)][WARM_UP:]) * 1e3

    def _timed(self) -> float:
        environ = self.next_request()
        before = thread_time()
        self.send(environ)
        return thread_time() - before

    def profile(self) -> cProfile.Profile:
        profile = cProfile.Profile(thread_time)
        for number in range(WARM_UP + COMMENTS):
            environ = self.next_request()
            profile.runcall(self.send, environ) if number >= WARM_UP else self.send(environ)
        return profile

    def statements(self) -> list[str]:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self.cpu_ms()
        with CaptureQueriesContext(connection) as captured:
            self.send(self.next_request())
        return [query["sql"] for query in captured]


def measure(slug: str) -> None:
    from config.wsgi import application

    comments = SentComments(application, slug, application.site.host)
    if "--profile" in sys.argv:
        stats = pstats.Stats(comments.profile())
        stats.sort_stats("cumtime").print_stats(120).sort_stats("tottime").print_stats(60)
    elif "--statements" in sys.argv:
        print("\n".join(comments.statements()))
    else:
        print(f"a comment, in one process: {comments.cpu_ms():.3f} ms")


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
