"""Count clicks on offers, without cookies, IP addresses or a third party."""

import re
from contextlib import suppress
from urllib.parse import unquote, urlsplit

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from blog.models import Post
from offers.models import Click, Offer

# Words in the User-Agent of bots and of programs that make link previews. Cubot is a brand of phones.
BOT_USER_AGENT = re.compile(
    r"(?<!cu)bot\b|bot[/;_-]|crawl|spider|slurp|scrap|fetch|preview|scan|monitor|uptime|validat|lighthouse|headless|phantom"
    r"|archive|feed|facebookexternalhit|meta-external|whatsapp|telegram|skypeuri|embedly|quora link|pinterest/0|bitly"
    r"|curl|wget|python|httpx|aiohttp|okhttp|go-http|java/|perl|ruby|axios|node|undici|php|guzzle|\+https?://",
    re.IGNORECASE,
)
# Prefetching (https://wicg.github.io/nav-speculation/prefetch.html, and older header names).
PREFETCH_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def record_click(request: HttpRequest, offer: Offer, post: Post | None) -> None:
    """Count that ``offer`` was followed from ``post``, unless a program did it.

    If the database can't write, it is not counted: the visitor gets on in any case.
    """
    if not is_human(request):
        return
    with suppress(DatabaseError), transaction.atomic():
        Click.objects.record(offer, post, timezone.localdate())


def is_human(request: HttpRequest) -> bool:
    """Tell whether the request seems to come from a person. A request without a User-Agent does not."""
    browser = request.headers.get("User-Agent", "").strip()
    is_ahead = any(request.headers.get(name) for name in PREFETCH_HEADERS)
    return request.method == "GET" and not is_ahead and bool(browser) and not BOT_USER_AGENT.search(browser)


def referring_post(request: HttpRequest) -> Post | None:
    """Return the public article from which the link was followed, by the ``Referer`` header."""
    try:
        page = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return None
    if page.netloc != request.get_host():
        return None
    slug = unquote(page.path).strip("/").partition("/")[0]
    if not slug or "\0" in slug:
        return None
    return Post.objects.published().filter(Q(address__slug=slug) | Q(address__former__slug=slug)).first()
