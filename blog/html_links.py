"""Find the links of an HTML text with their exact positions, and replace parts of the text.

Tags are recognised as in the HTML standard (https://html.spec.whatwg.org/multipage/parsing.html#tokenization). The
text is not parsed and serialised again, so everything that is not replaced stays as it was typed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from html.entities import html5
from typing import NamedTuple
from urllib.parse import urlsplit

from core.html import html_to_text

# PostgreSQL can't index a value of more than 2704 bytes.
MAX_URL_BYTES = 2000
# In characters of a path of this site.
MAX_PATH_LENGTH = 300

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

# The content of these elements is text, even if it looks like tags.
_RAW_TEXT_TAGS = set("iframe noembed noframes noscript script style textarea title xmp".split())


class Span(NamedTuple):
    start: int
    end: int

    def text_in(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Link:
    """A link. ``href`` is the span of the attribute's value with its quotes, ``target`` the decoded value.

    ``words`` is the span between the tags. ``shown`` is the span of the link's text if that is just the target.
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


def find_links(html: str) -> list[Link]:
    """Return all links of the text, in order."""
    tags = list(_tags(html))
    anchors = [index for index, tag in enumerate(tags) if tag.name == "a"]
    ends = [*anchors[1:], len(tags)]
    return [
        _link(html, tags[index], tag.href, tags[index + 1 : end], tags[end].start if end < len(tags) else len(html))
        for index, end in zip(anchors, ends, strict=False)
        if (tag := tags[index]).href and not tag.is_end
    ]


def external_url(target: str, own_hosts: set[str]) -> str | None:
    """Return the absolute URL if ``target`` leads to another site. ``None`` if it does not or is no valid URL."""
    path, separator, rest = re.split(r"([?#]|\Z)", target.strip(), maxsplit=1)
    try:
        parts = urlsplit(path.replace("\\", "/") + separator + rest)
        host = (parts.hostname or "").rstrip(".")
        parts.port  # noqa: B018  # It raises ``ValueError`` for an invalid port.
    except ValueError:
        return None
    if parts.scheme not in ("", "http", "https") or not host or host.removeprefix("www.") in own_hosts:
        return None
    user, at, host_and_port = parts.netloc.rpartition("@")
    url = parts._replace(scheme=parts.scheme or "https", netloc=f"{user}{at}{host_and_port.lower()}").geturl()
    return url if len(url.encode(errors="replace")) <= MAX_URL_BYTES else None


def internal_path(target: str, own_hosts: set[str]) -> str | None:
    """Return the path if ``target`` leads to a page of this site. ``None`` if it does not or the path is too long."""
    try:
        parts = urlsplit(target.strip())
    except ValueError:
        return None
    is_here = not parts.netloc or (parts.hostname or "").rstrip(".").removeprefix("www.") in own_hosts
    is_path = parts.path.startswith("/") and len(parts.path) <= MAX_PATH_LENGTH
    return parts.path if parts.scheme in ("", "http", "https") and is_here and is_path else None


def replace_spans(html: str, pieces: Iterable[tuple[Span, str]]) -> str:
    """Return the text with each span replaced by its piece. The spans must not overlap."""
    out: list[str] = []
    done = 0
    for span, piece in sorted(pieces):
        out += [html[done : span.start], piece]
        done = span.end
    return "".join([*out, html[done:]])


def format_href(old: str, target: str) -> str:
    """Return the value of an ``href`` that replaces ``old``, with the same quotes if ``old`` has some."""
    quote = old[0] if old[0] in QUOTES else '"'
    return f"{quote}{escape(target)}{quote}"


def format_text(words: str) -> str:
    """Return the HTML that replaces ``Link.shown``."""
    return escape(words, quote=False)


def surrounding_text(html: str, link: Link, most: int) -> tuple[str, str, str]:
    """Return the text before the link (at most ``most`` characters), its words, and the text after it.

    Spaces between the three are kept.
    """
    # Tags take up characters too, and a tag cut in two at either end must be removed.
    room = 10 * most + 400
    before = re.sub(r"^[^<>]*>|<[^<>]*$", "", html[max(0, link.href.start - room) : link.href.start])
    after = re.sub(r"<[^<>]*$", "", html[link.words.end : link.words.end + room])
    shown = html_to_text(link.words.text_in(html))
    return html_to_text(f"{before}|")[:-1][-most:], shown[: 2 * most], html_to_text(f"|{after}")[1:][:most]


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
        if tag.name in _RAW_TEXT_TAGS and not tag.is_end:
            close = re.compile(rf"</{tag.name}(?=[ \t\n\f\r/>])", re.IGNORECASE).search(html, at)
            at = close.start() if close else len(html)


def _tag(html: str, token: re.Match[str]) -> _Tag | None:
    """Return the tag, or ``None`` if the text ends inside it: browsers drop such a tag."""
    at, href = token.end(), None
    while not (end := _TAG_END.match(html, at)):
        attribute = _ATTRIBUTE.match(html, at)
        if attribute is None:
            return None
        at = attribute.end()
        if attribute["name"].lower() == "href" and href is None:  # The first one counts.
            href = attribute
    span = Span(*href.span("value")) if href and href["value"] else None
    return _Tag(token["name"].lower(), bool(token["close"]), token.start(), end.end(), span)


def _link(html: str, tag: _Tag, href: Span, inner: list[_Tag], end: int) -> Link:
    value = href.text_in(html)
    target = _decode_attribute(value[1:-1] if value[0] in QUOTES else value)
    words = Span(tag.end, end)
    return Link(href, target, words, _shown(html, words, inner, target))


def _shown(html: str, words: Span, inner: list[_Tag], target: str) -> Span | None:
    starts = [words.start, *(tag.end for tag in inner)]
    ends = [*(tag.start for tag in inner), words.end]
    texts = [span for span in map(Span, starts, ends) if span.text_in(html).strip()]
    if len(texts) != 1 or _without_scheme(unescape(texts[0].text_in(html))) != _without_scheme(target):
        return None
    text = texts[0].text_in(html)
    start = texts[0].start + len(text) - len(text.lstrip())
    return Span(start, start + len(text.strip()))


def _without_scheme(url: str) -> str:
    return re.sub(r"^(?:https?:)?//(?:www\.)?", "", url.strip(), flags=re.IGNORECASE).rstrip("/")


def _decode_attribute(value: str) -> str:
    """Decode the value of an attribute. Unlike in text, ``&copy=`` and ``&copy2`` are not decoded."""

    def read(reference: re.Match[str]) -> str:
        is_known = reference[0].startswith("&#") or reference[0][1:] in html5
        return unescape(reference[0]) if is_known else reference[0]

    return _REFERENCE.sub(read, value)
