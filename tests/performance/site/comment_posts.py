"""The cost of a comment: from the POST to the committed row and the answer."""

from collections.abc import Callable, Iterator
from itertools import count
from urllib.parse import urlencode

from comments.models import Comment
from tests.performance.site import load
from tests.performance.site.rounds import Contender, Measured, in_turn, row
from tests.performance.site.served import BenchSite
from tests.performance.site.table import Figure, Goal, Row
from tests.performance.site.wordpress import WordPress

CPU_GOAL = Goal(1 / 3)
NONE = Goal(0, is_absolute=True)
# For each number of connections, the goal for comments per second.
FASTER = {1: None, 4: Goal(3, is_least=True)}
TEXT = "Thank you for this one. How often each week would you do it, and is the floor of a small flat enough?"

# One for all rounds: nobody says the same twice.
_number = count(1)


def rows(site: BenchSite, wordpress: WordPress | None, slug: str, seconds: float) -> list[Row]:
    before = _counts(wordpress)
    found: list[Row] = []
    accepted = [0, 0]
    for connections, faster in FASTER.items():
        other = _wordpress(wordpress, slug, connections) if wordpress else None
        measured = in_turn(_sturdy(site, slug, connections), other, seconds)
        name = f"comment, {connections} connection{'s' if connections > 1 else ''}"
        found += [
            row(f"{name}: CPU to the answer", "ms", Measured.in_ms, measured, "WordPress", CPU_GOAL),
            row(f"{name}: CPU with screening", "ms", Measured.in_all_ms, measured, "WordPress"),
            row(name, "a second", Measured.rate, measured, "WordPress", faster),
            Row(f"{name}: until all are screened", "s", measured[0].backlog_seconds()),
        ]
        for number, one in enumerate(measured):
            accepted[number] += one.answers - one.failures if one else 0
    stored = [now - then for now, then in zip(_counts(wordpress), before, strict=True)]
    lost = [Figure(told - rows) for told, rows in zip(accepted, stored, strict=False)]
    other_lost = lost[1] if wordpress else None
    return [*found, Row("comments that were accepted and are no rows", "", lost[0], other_lost, "WordPress", NONE)]


def _counts(wordpress: WordPress | None) -> list[int]:
    return [Comment.objects.count(), *([wordpress.comments()] if wordpress else [])]


def form(number: int) -> dict[str, str]:
    """What a reader sends to Sturdy."""
    return {"name": f"Reader {number}", "email": f"new{number}@example.org", "text": f"{TEXT} {number}"}


def _sturdy(site: BenchSite, slug: str, connections: int) -> Contender:
    requests = _posts(site.port, f"/{slug}/comments/new/", form)
    name, is_accepted = f"comments, {connections} at once", load.has_status(303)
    return Contender(name, site.port, requests, is_accepted, site.web_pids, site.pids, connections, _are_screened)


def _are_screened() -> bool:
    return not Comment.objects.filter(screening_due_at__isnull=False).exists()


def _wordpress(wordpress: WordPress, slug: str, connections: int) -> Contender:
    post_id = str(wordpress.article_ids[slug])

    def wordpress_form(number: int) -> dict[str, str]:
        author = {"author": f"Reader {number}", "email": f"new{number}@example.org", "comment": f"{TEXT} {number}"}
        return {**author, "comment_post_ID": post_id, "comment_parent": "0"}

    requests = _posts(wordpress.port, "/wp-comments-post.php", wordpress_form)
    name, is_accepted = f"comments on WordPress, {connections} at once", load.has_status(302)
    return Contender(name, wordpress.port, requests, is_accepted, wordpress.pids, wordpress.pids, connections)


def _posts(port: int, path: str, form: Callable[[int], dict[str, str]]) -> Iterator[bytes]:
    """Each comment is by another reader at another IP address, or the limits for floods would refuse it."""
    for number in _number:
        visitor = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        yield load.post(port, path, urlencode(form(number)), visitor)
