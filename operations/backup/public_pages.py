"""Checksums of some public pages, to tell whether a restored site shows the same."""

import hashlib
import io
import sys
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.urls import reverse

from blog.models import Page, Post
from pagecache.requests import Site

NEWEST, OLDEST, PAGES = 10, 4, 4


def checksums() -> dict[str, str]:
    """Return the checksums of up to twenty public pages by their paths, built by Django from the database in use.

    None without the static files, which pages name by their contents: ``serve`` collects them.
    """
    if not settings.STATIC_ROOT.is_dir():
        return {}
    handler = WSGIHandler()
    bodies = {path: _body(handler, path) for path in paths()}
    return {path: hashlib.sha256(body).hexdigest() for path, body in bodies.items() if body}


def paths() -> list[str]:
    posts = Post.objects.published().select_related("address").order_by("-published_at", "-pk")
    chosen = [*posts[:NEWEST], *reversed(posts.reverse()[:OLDEST])]
    pages = Page.objects.published().select_related("address").order_by("pk")[:PAGES]
    entries = [entry.get_absolute_url() for entry in [*chosen, *pages]]
    return list(dict.fromkeys([reverse("home"), reverse("article_list"), *entries]))


def _body(handler: WSGIHandler, path: str) -> bytes:
    """Return what the page is, or nothing if it can't be shown."""
    site = Site.from_settings()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": site.host.partition(":")[0],
        "SERVER_PORT": "443" if site.scheme == "https" else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": site.host,
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    # Without the signals of a request, which would close the connection that sees one moment.
    response = handler.get_response(WSGIRequest(environ))
    return b"".join(cast("Iterable[bytes]", response)) if response.status_code == HTTPStatus.OK else b""
