"""One run: starts the servers and measures one thing after another."""

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from comments import unanswered
from comments.models import Comment
from tests import chromium
from tests.performance.site import (
    admin_pages,
    comment_posts,
    crowd,
    debian,
    fill,
    first_view,
    pages,
    processes,
    resting,
    texts,
)
from tests.performance.site.nginx import Nginx
from tests.performance.site.progress import say
from tests.performance.site.served import BenchSite, Home, ObservedSite
from tests.performance.site.table import Row
from tests.performance.site.wordpress import WordPress

# The article that readers comment on, by its place.
COMMENTED = 2


def measure(home: Home, folder: Path, seconds: float, crowd_seconds: float) -> list[Row]:
    """Measure everything. ``seconds`` is the length of a round."""
    articles = _write_content()
    with _others(folder, articles) as (nginx, wordpress), home.serving() as site:
        rows = _rows_of_small_site(home, site, nginx, wordpress, articles, seconds)
    if crowd_seconds:
        with home.serving(ObservedSite) as site:
            rows += crowd.rows(site, articles, crowd_seconds)
    return rows + _rows_of_many_rows(home, articles)


def measure_posts(home: Home, folder: Path, seconds: float) -> list[Row]:
    """Measure the comments that readers send."""
    articles = _write_content()
    with _others(folder, articles) as (_nginx, wordpress), home.serving() as site:
        return comment_posts.rows(site, wordpress, articles[COMMENTED].slug, seconds)


def measure_admin(home: Home, _folder: Path, _seconds: float) -> list[Row]:
    """Measure the inbox and the lists of the admin."""
    articles = _write_content()
    with home.serving():
        say("static files are collected")
    return _rows_of_many_rows(home, articles)


def _write_content() -> list[texts.Article]:
    say("writing the content")
    articles = texts.articles()
    call_command("migrate", verbosity=0)
    fill.write_content(articles)
    fill.do_background_work()
    return articles


def _rows_of_many_rows(home: Home, articles: list[texts.Article]) -> list[Row]:
    slug = articles[0].slug
    coach = admin_pages.SignedInCoach(home.database)
    with_few_rows = coach.cost(f"/{slug}/")
    say("adding many rows")
    fill.add_many_rows()
    fill.update_statistics()
    say(f"{Comment.objects.count():,} comments, {unanswered.due().count():,} of them wait for an answer")
    return coach.rows(slug, with_few_rows)


def _rows_of_small_site(
    home: Home,
    site: BenchSite,
    nginx: Nginx | None,
    wordpress: WordPress | None,
    articles: list[texts.Article],
    seconds: float,
) -> list[Row]:
    few, many, commented = [article.slug for article in articles[: COMMENTED + 1]]
    # First, while no server has done anything.
    say(f"leaving all servers alone for {resting.IDLE_SECONDS:.0f} s")
    at_rest = resting.rows(home, site, wordpress, [article.slug for article in articles])
    rows = pages.kept(site, nginx, few, seconds)
    rows += pages.built(home, site, wordpress, few, many, seconds)
    if chromium.find():
        rows += first_view.rows(f"{site.url}/{few}/", f"{wordpress.url}/{few}/" if wordpress else None)
    else:
        say(chromium.MISSING)
    return rows + comment_posts.rows(site, wordpress, commented, seconds) + at_rest


@contextmanager
def _others(folder: Path, articles: list[texts.Article]) -> Iterator[tuple[Nginx | None, WordPress | None]]:
    """Run what Sturdy is compared with, as far as it is installed."""
    own_folder = folder / "others"
    own_folder.mkdir()
    if debian.has_wordpress():
        say("installing WordPress in a folder of its own")
        with WordPress(own_folder).running(articles) as wordpress:
            yield wordpress.nginx, wordpress
    elif debian.program("nginx"):
        with Nginx(own_folder).running() as nginx:
            yield nginx, None
    else:
        yield None, None


def heading() -> str:
    """Say when and on what this was measured."""
    version = ".".join(map(str, connection.get_database_version()))
    lines = [
        f"{timezone.now():%Y-%m-%d %H:%M} UTC, {platform.machine()}, {len(processes.CORES)} cores, "
        f"load of the last five minutes {os.getloadavg()[1]:.1f}",
        f"Sturdy on Python {platform.python_version()}, Django {django.get_version()}, "
        f"{connection.display_name} {version}",
        *debian.versions(),
    ]
    if processes.SERVER_CORE == processes.LOAD_CORE:
        lines.append("There is one core, for servers and load together: only CPU per request means anything.")
    return "\n".join(lines)
