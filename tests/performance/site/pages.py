"""The cost of kept and of built pages."""

from collections.abc import Iterator
from itertools import count, repeat
from typing import Any

from django.db.models import QuerySet

from blog.models import Post
from comments.models import Comment
from tests.performance.site import load, texts
from tests.performance.site.nginx import Nginx
from tests.performance.site.observed_serve import ALL_ON_ONE_PAGE
from tests.performance.site.rounds import Contender, Measured, Pids, in_turn, row
from tests.performance.site.served import BenchSite, Home, ObservedSite
from tests.performance.site.table import Goal, Row
from tests.performance.site.wordpress import WordPress

READERS = 64
# 30 µs where nginx takes 10. Machines differ, so the ratio counts.
KEPT_GOAL = Goal(3)
BUILT_GOAL = Goal(1 / 10)


def kept(site: BenchSite, nginx: Nginx | None, slug: str, seconds: float) -> list[Row]:
    """A kept page, and the same bytes from nginx."""
    path = f"/{slug}/"
    other = None
    if nginx:
        load.fetch(site.port, path)
        head, _, body = load.fetch(site.port, path).partition(b"\r\n\r\n")
        assert b"content-encoding: gzip" in head.lower(), head
        nginx.add_file("page.html", body)
        other = reader("the same by nginx", nginx.file_port, "/page.html", nginx.pids, READERS)
    measured = in_turn(reader("kept page", site.port, path, site.web_pids, READERS), other, seconds)
    return [
        row("kept page: CPU", "µs", Measured.in_us, measured, "nginx", KEPT_GOAL),
        row("kept page", "a second", Measured.rate, measured, "nginx"),
    ]


def built(home: Home, site: BenchSite, wordpress: WordPress | None, few: str, many: str, seconds: float) -> list[Row]:
    """Articles with few and with many comments, both as each site pages them, and with all comments on one page.

    WordPress builds a page for each request, whatever was changed. It has all comments on one page if nobody tells it
    otherwise. So it is asked once for each article.
    """
    few_there, many_there = (_on_wordpress(wordpress, slug) for slug in (few, many))
    with_few = in_turn(contender(site, few, newest_comment(few), "html"), few_there, seconds)
    retitled = in_turn(contender(site, few, article_rows(few), "title"), None, seconds)[0], with_few[1]
    with_many = in_turn(contender(site, many, newest_comment(many), "html"), many_there, seconds)
    with home.serving(ObservedSite, **{ALL_ON_ONE_PAGE: "1"}) as long_pages:
        on_one_page = in_turn(contender(long_pages, many, newest_comment(many), "html"), None, seconds)[0], with_many[1]
    name, many_name = f"built page, {texts.FEW} comments", f"built page, {texts.MANY:,} comments"
    return [
        row(f"{name}, one of them changed: CPU", "ms", Measured.in_ms, with_few, "WordPress", BUILT_GOAL),
        row(f"{name}, one of them changed", "a second", Measured.rate, with_few, "WordPress"),
        row(f"{name}, its title changed: CPU", "ms", Measured.in_ms, retitled, "WordPress", BUILT_GOAL),
        row(f"{many_name}, as each pages them: CPU", "ms", Measured.in_ms, with_many, "WordPress"),
        row(f"{many_name}, all on one page: CPU", "ms", Measured.in_ms, on_one_page, "WordPress"),
    ]


def contender(site: BenchSite, slug: str, rows: QuerySet[Any], column: str) -> Contender:
    page = ChangedPage(load.get(site.port, f"/{slug}/"), rows, column)
    name = f"built /{slug}/, {column} changed"
    return Contender(name, site.port, page.requests(), page.is_shown_in, site.web_pids, site.pids)


def article_rows(slug: str) -> QuerySet[Post]:
    return Post.objects.filter(address__slug=slug)


def newest_comment(slug: str) -> QuerySet[Comment]:
    """The one that is on the article's own page however its comments are paged."""
    newest = Comment.objects.approved().filter(post__address__slug=slug, thread=None).order_by("-created_at")[:1].get()
    return Comment.objects.filter(pk=newest.pk)


def _on_wordpress(wordpress: WordPress | None, slug: str) -> Contender | None:
    return reader(f"WordPress /{slug}/", wordpress.port, f"/{slug}/", wordpress.pids) if wordpress else None


def reader(name: str, port: int, path: str, pids: Pids, connections: int = 1) -> Contender:
    return Contender(name, port, repeat(load.get(port, path)), load.has_status(200), pids, pids, connections)


class ChangedPage:
    """A page that has to be built for each request, because a row that it shows is changed before it."""

    def __init__(self, request: bytes, rows: QuerySet[Any], column: str) -> None:
        self.request = request
        self.rows = rows
        self.column = column
        self.words = ""

    def requests(self) -> Iterator[bytes]:
        for number in count(1):
            self.words = f"Change number {number} of this page"
            self.rows.update(**{self.column: self.words})
            yield self.request

    def is_shown_in(self, answer: bytes) -> bool:
        """Tell whether the page has the last change."""
        return load.status(answer) == 200 and self.words.encode() in load.content(answer)
