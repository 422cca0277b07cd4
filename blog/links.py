"""The links of an HTML text, each with its exact place; and others in their place, byte for byte.

Tags are told from text as browsers tell them (https://html.spec.whatwg.org/multipage/parsing.html#tokenization), but
nothing is built and written anew: what is not replaced stays as it was typed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from html.entities import html5
from typing import NamedTuple
from urllib.parse import urlsplit

from core.html import text_of

# In bytes of an address. An index of PostgreSQL holds no more than 2704.
LONGEST = 2000
# In characters of a path of our own.
LONGEST_PATH = 300

QUOTES = "\"'"

_TOKEN = re.compile(
    r"(?P<skipped><!--(?:-?>|.*?(?:--!?>|\Z))|<[!?][^>]*>?|</[^a-z>][^>]*>?|</>)"
    r"|<(?P<close>/?)(?P<name>[a-z][^ \t\n\f\r/>]*)",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"""[ \t\n\f\r/]*(?P<name>[^ \t\n\f\r/>][^ \t\n\f\r/>=]*)(?:[ \t\n\f\r]*=[ \t\n\f\r]*"""
    r"""(?P<value>"[^"]*(?:"|\Z)|'[^']*(?:'|\Z)|[^ \t\n\f\r>"'][^ \t\n\f\r>]*)?)?"""
)
_TAG_END = re.compile(r"[ \t\n\f\r/]*>")
_REFERENCE = re.compile(r"&(?:#[0-9]+|#x[0-9a-f]+|[a-z][a-z0-9]*)[;=]?", re.IGNORECASE)

# What stands within these is text, whatever it looks like.
_HOLDS_TEXT = set("iframe noembed noframes noscript script style textarea title xmp".split())


class Span(NamedTuple):
    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Link:
    """``href`` is where its value stands, with its quotes if it has some; ``target`` is what the value says.

    ``words`` is what is between the tags; ``shown`` is where in it the target itself is shown, and nothing else.
    """

    href: Span
    target: str
    words: Span
    shown: Span | None


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    is_end: bool
    start: int
    end: int
    href: Span | None


def links_of(html: str) -> list[Link]:
    """Every link of the text, in order, wherever it leads."""
    tags = list(_tags(html))
    anchors = [place for place, tag in enumerate(tags) if tag.name == "a"]
    ends = [*anchors[1:], len(tags)]
    return [
        _link(html, tags[place], tag.href, tags[place + 1 : end], tags[end].start if end < len(tags) else len(html))
        for place, end in zip(anchors, ends, strict=False)
        if (tag := tags[place]).href and not tag.is_end
    ]


def outside_address(target: str, own_hosts: set[str]) -> str | None:
    """The whole address where a link's target leads out of the site; ``None`` where it doesn't, or is no address."""
    path, mark, rest = re.split(r"([?#]|\Z)", target.strip(), maxsplit=1)
    try:
        parts = urlsplit(path.replace("\\", "/") + mark + rest)
        host = (parts.hostname or "").rstrip(".")
        parts.port  # noqa: B018  # It raises where it is none.
    except ValueError:
        return None
    if parts.scheme not in ("", "http", "https") or not host or host.removeprefix("www.") in own_hosts:
        return None
    user, at, place = parts.netloc.rpartition("@")
    address = parts._replace(scheme=parts.scheme or "https", netloc=f"{user}{at}{place.lower()}").geturl()
    return address if len(address.encode(errors="replace")) <= LONGEST else None


def inside_path(target: str, own_hosts: set[str]) -> str | None:
    """The path where a link's target leads to an address of the site; ``None`` where it doesn't, or is too long."""
    try:
        parts = urlsplit(target.strip())
    except ValueError:
        return None
    is_here = not parts.netloc or (parts.hostname or "").rstrip(".").removeprefix("www.") in own_hosts
    is_path = parts.path.startswith("/") and len(parts.path) <= LONGEST_PATH
    return parts.path if parts.scheme in ("", "http", "https") and is_here and is_path else None


def put(html: str, pieces: Iterable[tuple[Span, str]]) -> str:
    """The text with each piece in the place of its span. The spans must not overlap."""
    out: list[str] = []
    done = 0
    for span, piece in sorted(pieces):
        out += [html[done : span.start], piece]
        done = span.end
    return "".join([*out, html[done:]])


def href_piece(old: str, target: str) -> str:
    """What to put in the place of an ``href`` that is written as ``old``: with the same quotes, if it has some."""
    quote = old[0] if old[0] in QUOTES else '"'
    return f"{quote}{escape(target)}{quote}"


def words_piece(words: str) -> str:
    """What to put in the place of ``shown``."""
    return escape(words, quote=False)


def text_around(html: str, link: Link, most: int) -> tuple[str, str, str]:
    """The text before, the words of the link, and the text after it; of each at most so many characters.

    Blanks between them are kept.
    """
    # Markup takes room too; and a tag that is cut in two is no text.
    room = 10 * most + 400
    before = re.sub(r"^[^<>]*>|<[^<>]*$", "", html[max(0, link.href.start - room) : link.href.start])
    after = re.sub(r"<[^<>]*$", "", html[link.words.end : link.words.end + room])
    shown = text_of(link.words.of(html))
    return text_of(f"{before}|")[:-1][-most:], shown[: 2 * most], text_of(f"|{after}")[1:][:most]


def _tags(html: str) -> Iterator[_Tag]:
    at = 0
    while token := _TOKEN.search(html, at):
        at = token.end()
        if token["skipped"]:
            continue
        tag = _tag(html, token)
        if tag is None:
            return
        yield tag
        at = tag.end
        if tag.name in _HOLDS_TEXT and not tag.is_end:
            over = re.compile(rf"</{tag.name}(?=[ \t\n\f\r/>])", re.IGNORECASE).search(html, at)
            at = over.start() if over else len(html)


def _tag(html: str, token: re.Match[str]) -> _Tag | None:
    """``None`` where the text ends before the tag does: browsers drop it then."""
    at, href = token.end(), None
    while not (end := _TAG_END.match(html, at)):
        attribute = _ATTRIBUTE.match(html, at)
        if attribute is None:
            return None
        at = attribute.end()
        if attribute["name"].lower() == "href" and href is None:  # Of two, the first counts.
            href = attribute
    span = Span(*href.span("value")) if href and href["value"] else None
    return _Tag(token["name"].lower(), bool(token["close"]), token.start(), end.end(), span)


def _link(html: str, tag: _Tag, href: Span, inner: list[_Tag], end: int) -> Link:
    value = href.of(html)
    target = _meaning(value[1:-1] if value[0] in QUOTES else value)
    words = Span(tag.end, end)
    return Link(href, target, words, _shown(html, words, inner, target))


def _shown(html: str, words: Span, inner: list[_Tag], target: str) -> Span | None:
    starts = [words.start, *(tag.end for tag in inner)]
    ends = [*(tag.start for tag in inner), words.end]
    texts = [span for span in map(Span, starts, ends) if span.of(html).strip()]
    if len(texts) != 1 or _bare(unescape(texts[0].of(html))) != _bare(target):
        return None
    text = texts[0].of(html)
    start = texts[0].start + len(text) - len(text.lstrip())
    return Span(start, start + len(text.strip()))


def _bare(address: str) -> str:
    return re.sub(r"^(?:https?:)?//(?:www\.)?", "", address.strip(), flags=re.IGNORECASE).rstrip("/")


def _meaning(value: str) -> str:
    """What the value of an attribute says, where ``&copy=`` and ``&copy2`` are no ©."""

    def read(reference: re.Match[str]) -> str:
        is_known = reference[0].startswith("&#") or reference[0][1:] in html5
        return unescape(reference[0]) if is_known else reference[0]

    return _REFERENCE.sub(read, value)
