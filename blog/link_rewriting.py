"""Replace a link's URL in one text, and undo that later.

Only the value of ``href`` changes, and the words of a link if they are just the old URL.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from blog.html_links import (
    Link,
    Span,
    external_url,
    find_links,
    format_href,
    format_text,
    replace_spans,
    surrounding_text,
)
from core.web.site_urls import own_hosts

# A link is recognised by the characters around it. If they differ, the text was edited there.
CONTEXT_LENGTH = 20

# The number of characters shown before and after a link in a preview.
PREVIEW_CONTEXT_LENGTH = 90

# The ``href`` as it is written, and the HTML between the tags if that changes too.
LinkParts = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class RewrittenLink:
    """A link to the new URL: the ``context`` by which it is recognised, and its ``original`` parts for undoing.

    ``original`` is ``None`` for a link that had the new URL before the replacement, so that it is not undone.
    """

    context: str
    original: LinkParts | None


@dataclass(frozen=True, slots=True)
class PreviewedLink:
    """A link as the preview shows it: the text before it, its words now and afterwards, and the text after it."""

    before: str
    words: str
    new_words: str
    after: str


def apply(html: str, old: str, new: str, words: str = "") -> tuple[str, list[RewrittenLink]]:
    """Make every link to the URL ``old`` lead to ``new``. Return the text, and the links to ``new`` in it.

    If ``words`` are given, they replace the words of links that show just the old URL.
    """
    pieces = {number: _new_parts(html, link, new, words) for number, link in _links_to(html, old)}
    return _rewrite(html, pieces, new)


def revert(html: str, places: list[RewrittenLink], now: str, then: str) -> tuple[str, list[RewrittenLink], int]:
    """Undo a replacement: make the links to ``now`` in ``places`` lead to ``then`` again.

    ``places`` are the links that ``apply`` or ``revert`` returned. A link is left as it is if the text around it has
    changed, because it can't be recognised for certain. Return the text, its links to ``then``, and the number left.
    """
    by_context: dict[str, list[int]] = {}
    for number, link in _links_to(html, now):
        by_context.setdefault(_context_of(html, link), []).append(number)
    expected = Counter(place.context for place in places)
    pieces, left = {}, 0
    for place in places:
        numbers = by_context.get(place.context, [])
        is_certain = len(numbers) == expected[place.context]
        found = numbers.pop(0) if is_certain else None
        expected[place.context] -= is_certain
        if place.original and found is not None:
            pieces[found] = place.original
        left += place.original is not None and found is None
    return *_rewrite(html, pieces, then), left


def preview(html: str, url: str, words: str) -> list[PreviewedLink]:
    """Return each link that ``apply`` would change."""
    found = []
    for _number, link in _links_to(html, url):
        before, now, after = surrounding_text(html, link, PREVIEW_CONTEXT_LENGTH)
        if len(before) == PREVIEW_CONTEXT_LENGTH:
            before = f"… {before.partition(' ')[2]}"
        if len(after) == PREVIEW_CONTEXT_LENGTH:
            after = f"{after.rpartition(' ')[0]} …"
        found.append(PreviewedLink(before, now, words if words and link.shown else now, after))
    return found


def _links_to(html: str, url: str) -> Iterator[tuple[int, Link]]:
    """Yield the links to ``url`` with their index among all links of the text."""
    own = own_hosts()
    wanted = external_url(url, own) or url
    for number, link in enumerate(find_links(html)):
        if (external_url(link.target, own) or link.target) == wanted:
            yield number, link


def _context_of(html: str, link: Link) -> str:
    return "\n".join(surrounding_text(html, link, CONTEXT_LENGTH))


def _new_parts(html: str, link: Link, url: str, words: str) -> LinkParts:
    href = format_href(link.href.text_in(html), url)
    if not words or link.shown is None:
        return href, None
    start = link.words.start
    inside = Span(link.shown.start - start, link.shown.end - start)
    return href, replace_spans(link.words.text_in(html), [(inside, format_text(words))])


def _rewrite(html: str, pieces: dict[int, LinkParts], url: str) -> tuple[str, list[RewrittenLink]]:
    """Replace the parts of each link, given by its index. Return the text, and the links to ``url`` in it."""
    spans: list[tuple[Span, str]] = []
    originals: dict[int, LinkParts] = {}
    links = find_links(html)
    for number, (href, words) in pieces.items():
        link = links[number]
        spans.append((link.href, href))
        originals[number] = (link.href.text_in(html), None)
        if words is not None:
            spans.append((link.words, words))
            originals[number] = (link.href.text_in(html), link.words.text_in(html))
    html = replace_spans(html, spans)
    return html, [
        RewrittenLink(_context_of(html, link), originals.get(number)) for number, link in _links_to(html, url)
    ]
