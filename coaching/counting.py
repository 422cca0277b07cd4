"""Counts how often offers are followed, without a cookie, an address or anybody else's service."""

import re
from urllib.parse import unquote, urlsplit

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from blog.models import Post
from coaching.models import Click, Offer

# What programs call themselves that look at pages by themselves, or show a link before somebody follows it. Cubot is a
# telephone.
PROGRAM = re.compile(
    r"(?<!cu)bot\b|bot[/;_-]|crawl|spider|slurp|scrap|fetch|preview|scan|monitor|uptime|validat|lighthouse|headless|phantom"
    r"|archive|feed|facebookexternalhit|meta-external|whatsapp|telegram|skypeuri|embedly|quora link|pinterest/0|bitly"
    r"|curl|wget|python|httpx|aiohttp|okhttp|go-http|java/|perl|ruby|axios|node|undici|php|guzzle|\+https?://",
    re.IGNORECASE,
)
# Asked for before anybody wanted to see it (https://wicg.github.io/nav-speculation/prefetch.html, and older names).
AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def count(request: HttpRequest, offer: Offer, post: Post | None) -> None:
    """Count that ``offer`` was followed from ``post``, if it was a person who did."""
    if is_by_a_person(request):
        Click.objects.record(offer, post, timezone.localdate())


def is_by_a_person(request: HttpRequest) -> bool:
    """As far as the request says of itself; one that does not say what browser it comes from is none."""
    browser = request.headers.get("User-Agent", "").strip()
    is_ahead = any(request.headers.get(name) for name in AHEAD)
    return request.method == "GET" and not is_ahead and bool(browser) and not PROGRAM.search(browser)


def article_before(request: HttpRequest) -> Post | None:
    """The public article of this site where the link was followed, as ``Referer`` tells."""
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
