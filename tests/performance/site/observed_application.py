"""The site's application for two measurements: it tells how many pages it has built, and can put all on one page."""

import os
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse

from config.wsgi import application as kept_pages
from core.serving.rsgi import RSGIApplication
from tests.performance.site.observed_serve import ALL_ON_ONE_PAGE, BUILDS

if ALL_ON_ONE_PAGE in os.environ:
    from comments import pages

    pages.THREADS_PER_PAGE = pages.COMMENTS_PER_PAGE = pages.ANSWERS_PER_PAGE = 10_000


def observed(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    if environ["PATH_INFO"] != BUILDS:
        return kept_pages(environ, start_response)
    body = str(kept_pages.builds).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


application = RSGIApplication(observed, kept_pages.kept_response)
