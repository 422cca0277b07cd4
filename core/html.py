"""The only sanitiser. No other module marks HTML as safe, and nothing changes markup after it was cleaned."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from itertools import batched
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import models
from django.utils.html import escape, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

from core import blocks
from core.allowed_html import ARTICLE, CAPTION, COMMENT, TEXT
from core.blocks import Content
from core.slugs import is_slug, make_slug

Clean = Callable[[str], str]

# In cleaned HTML "<" only begins tags, and a block has no other figure in it, so nothing else matches.
MARKER = re.compile(r'<figure data-block="([a-z]{1,30})" data-key="([^"]{1,200})">')
BLOCK = re.compile(rf"{MARKER.pattern}(.*?)</figure>", re.DOTALL)
PICTURE = re.compile(r'<img(?: [a-z]+="[^"]*")* src="[^"]')
# In cleaned HTML each value is in double quotes, so this needs no parser and runs in linear time.
TAG = re.compile(r'<[^">]*(?:"[^"]*"[^">]*)*>')
TAGS_AND_TEXT = re.compile(rf"({TAG.pattern})")
PARAGRAPH_END = re.compile(r"</(?:p|h\d|li|tr|blockquote|figcaption|figure|pre)>")
VOID_TAGS = ("<br", "<hr", "<img")
END_OF_BLOCK = re.compile(r"</(?:p|h\d|li|t[dh]|blockquote|figcaption|figure|pre)>")
HEADING = re.compile(r"<h([234])>(.*?)</h\1>", re.DOTALL)
ANCHORED = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL)
END_OF_LINE = re.compile(rf"{END_OF_BLOCK.pattern}|<br>|<hr>")
SOURCE = re.compile(r"(.*)<p>\s*[\u2013\u2014-]+\s*(.+?)\s*</p>\s*", re.DOTALL)
URL = re.compile(r'(<(?:a|img)(?: [a-z]+="[^"]*")*? (?:href|src)=")([^"]*)')
# Parsers leave out a line break there, one at each reading.
BREAKS_OF_PRE = re.compile(r"<pre>\n+")

# Removing tags can leave what is read differently the next time, such as a paragraph in a paragraph.
MAX_ROUNDS = 10

# No article is longer, and the form could not send it.
MAX_CHARACTERS = 500_000
MAX_WORDS_READ = 20_000
MAX_ANCHOR = 60


def clean_article(html: str) -> str:
    """Clean the HTML of an article or page. It may have text, headings from h2, lists, links, pictures, tables, blocks.

    A block is ``<figure data-block="offer" data-key="its-slug"></figure>`` on the top level, with what was written in
    it, if its kind has such a content. Elsewhere only its content stays. What is clean stays as it is.
    """
    for _round in range(MAX_ROUNDS):
        before, html = html, _arrange_blocks(BREAKS_OF_PRE.sub("<pre>", ARTICLE.clean(html)))
        if html == before:
            return html
    return ARTICLE.clean(str(linebreaks(html_to_text(html), autoescape=True)))


def _arrange_blocks(html: str) -> str:
    """Leave figures with a kind and a key only on the top level and in the exact form of a block, and drop pictures
    whose URL was removed as unsafe."""
    parts: list[str] = []
    figures: list[tuple[str, int]] = []
    depth = 0
    for part in TAGS_AND_TEXT.split(html):
        if part == "</figure>":
            depth -= 1
            _end_figure(parts, *figures.pop())
        elif part.startswith("<figure"):
            marker = _marker(part)
            # The content of a block elsewhere stays, without the figure around it.
            figures.append(("" if marker and depth else marker or part, len(parts)))
            parts.append("" if marker else "<figure>")
            depth += 1
        elif not part.startswith("<img") or PICTURE.match(part):
            depth += part.startswith("<") and not part.startswith(("</", *VOID_TAGS))
            depth -= part.startswith("</")
            parts.append(part)
    return "".join(parts)


def _marker(figure: str) -> str:
    """Return the start tag of a block in its exact form, or an empty text if it is none."""
    values = dict(re.findall(r'data-(block|key)="([^"]*)"', figure))
    marker = f'<figure data-block="{values.get("block", "")}" data-key="{values.get("key", "")}">'
    return marker if MARKER.fullmatch(marker) and is_slug(values.get("key", "")) else ""


def _end_figure(parts: list[str], figure: str, start: int) -> None:
    if marker := MARKER.fullmatch(_marker(figure)):
        content = _clean_content(marker[1], "".join(parts[start + 1 :]))
        parts[start:] = [block_marker(marker[1], marker[2], content)]
    elif "data-" in figure and not any(part.strip() for part in parts[start + 1 :]):
        # A malformed block without content.
        del parts[start:]
    elif figure:
        parts.append("</figure>")


def _clean_content(kind: str, html: str) -> str:
    match blocks.content_of(kind):
        case Content.NONE:
            return ""
        case Content.CAPTION:
            return CAPTION.clean(END_OF_BLOCK.sub(r"\g<0> ", html)).strip()
    paragraphs = re.sub(r"<h\d>(.*?)</h\d>", r"<p><strong>\1</strong></p>", html, flags=re.DOTALL)
    # The words of cells keep apart, whose tags are dropped.
    return re.sub(r"<p>\s*</p>", "", TEXT.clean(re.sub(r"</t[dh]>", r"\g<0> ", paragraphs))).strip()


def block_marker(kind: str, key: str, content: str = "") -> str:
    """Return the HTML of a block as it is in a text."""
    return f'<figure data-block="{kind}" data-key="{key}">{content}</figure>'


@dataclass(frozen=True)
class Segment:
    """A part of an article: either safe ``html``, or a block of the kind ``block`` with its ``key`` and ``content``."""

    html: str = ""
    block: str = ""
    key: str = ""
    content: str = ""


def segments(html: str) -> list[Segment]:
    """Split HTML from ``clean_article`` into text and blocks, in order."""
    parts = BLOCK.split(html)
    result = [Segment(html=mark_safe(parts[0]))]  # noqa: S308
    for block, key, content, text in batched(parts[1:], 4):
        result += [
            Segment(block=block, key=key, content=mark_safe(content)),  # noqa: S308
            Segment(html=mark_safe(text)),  # noqa: S308
        ]
    return [segment for segment in result if segment.block or segment.html.strip()]


@dataclass(frozen=True)
class Heading:
    """A heading of the second level: its ``text``, and the ``anchor`` that leads to it."""

    anchor: str
    text: str


def with_anchors(parts: Iterable[Segment]) -> list[Segment]:
    """Return a text whose headings have ids made from their words."""
    seen: Counter[str] = Counter()

    def with_id(heading: re.Match[str]) -> str:
        anchor = make_slug(f"h-{html_to_text(heading[2])}", MAX_ANCHOR)
        seen[anchor] += 1
        # No slug has a dot.
        anchor += f".{seen[anchor]}" if seen[anchor] > 1 else ""
        return f'<h{heading[1]} id="{anchor}">{heading[2]}</h{heading[1]}>'

    return [
        part if part.block else Segment(html=mark_safe(HEADING.sub(with_id, part.html)))  # noqa: S308
        for part in parts
    ]


def headings(parts: Iterable[Segment]) -> list[Heading]:
    """Return the headings of the second level in a text with anchors, without empty ones."""
    found = (Heading(anchor, html_to_text(text)) for part in parts for anchor, text in ANCHORED.findall(part.html))
    return [heading for heading in found if heading.text]


def find_blocks(html: str) -> set[tuple[str, str]]:
    """Return kind and key of each block in HTML from ``clean_article``."""
    return set(MARKER.findall(html))


def split_source(html: str) -> tuple[SafeString, SafeString]:
    """Split the cleaned content of a quotation into its words, and who said them: a last paragraph that begins with a
    dash."""
    found = SOURCE.fullmatch(html)
    words, source = found.groups() if found else (html, "")
    return mark_safe(words), mark_safe(source)  # noqa: S308


def with_absolute_urls(html: str, page: str = "/") -> SafeString:
    """Return cleaned HTML of the ``page`` at this path, with whole URLs."""
    base = f"{settings.SITE_URL}{page}"

    def whole(found: re.Match[str]) -> str:
        with suppress(ValueError):
            return f"{found[1]}{escape(urljoin(base, unescape(found[2])))}"
        return found[0]

    return mark_safe(URL.sub(whole, html))  # noqa: S308


def html_to_text(html: str) -> str:
    """Return the text of cleaned HTML on one line. It is not escaped."""
    return " ".join(unescape(TAG.sub("", END_OF_LINE.sub(" ", html))).split())


def paragraphs_of(html: str) -> list[str]:
    """Return the text of each paragraph, heading, list item and row in cleaned HTML, without empty ones."""
    parts = (html_to_text(part) for part in PARAGRAPH_END.split(html))
    return [part for part in parts if part]


def mark_parts(text: str, places: Iterable[tuple[int, int]]) -> SafeString:
    """Return plain ``text`` as HTML with ``<mark>`` around each of ``places``, which are in order."""
    html, end = "", 0
    for start, stop in places:
        html += f"{escape(text[end:start])}<mark>{escape(text[start:stop])}</mark>"
        end = stop
    return mark_safe(html + escape(text[end:]))  # noqa: S308


def first_words(html: str, most: int) -> str:
    """Return the first ``most`` words of cleaned HTML as plain text, with "…" if there are more. Blocks are left out.

    At most ``MAX_WORDS_READ`` characters are read, so long articles cost no more.
    """
    start = html if len(html) <= MAX_WORDS_READ else html[:MAX_WORDS_READ].rpartition("<")[0]
    words = html_to_text(BLOCK.sub(" ", start)).split()
    return " ".join(words[:most]) + ("…" if len(words) > most or len(start) < len(html) else "")


def has_content(html: str) -> bool:
    """Tell whether cleaned HTML has anything to see: a printable character, a picture or a block."""
    has_text = any(char.isprintable() and not char.isspace() for char in html_to_text(html))
    return has_text or bool(find_blocks(html)) or "<img" in html


def html_to_lines(html: str) -> str:
    """Return the cleaned HTML of a comment as plain text with its line breaks. URLs of links follow in brackets."""
    with_urls = re.sub(r'<a href="([^"]*)"[^>]*>(.*?)</a>', _link_in_text, html)
    return re.sub(r"\n{3,}", "\n\n", unescape(TAG.sub("", with_urls.replace("<br>", "\n")))).strip()


def _link_in_text(link: re.Match[str]) -> str:
    target, words = link.groups()
    return words if words == target else f"{words} ({target})"


def clean_comment(text: str) -> str:
    """Turn the text of a comment into clean HTML. Blank lines separate paragraphs; links get ``nofollow ugc``.

    The allowed tags are those that WordPress allows guests (``wp_kses`` for comments).
    """
    return COMMENT.clean(str(linebreaks(_link_bare_urls(COMMENT.clean(text)))))


def _link_bare_urls(html: str) -> str:
    """Make links of bare URLs, except inside tags and existing links."""
    parts = re.split(r"(<a\b.*?</a>|<[^>]*>)", html, flags=re.DOTALL)
    return "".join(part if index % 2 else urlize(part, nofollow=True) for index, part in enumerate(parts))


def json_ld(*nodes: dict[str, Any]) -> SafeString:
    """Return a script element with JSON-LD (https://www.w3.org/TR/json-ld11/#embedding-json-ld-in-html-documents).

    It is data, which no browser runs, so the Content Security Policy allows it. "<" is escaped, so that a
    ``</script>`` in the data can't end the element.
    """
    data = {"@context": "https://schema.org", "@graph": nodes}
    block = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", r"\u003C")
    return mark_safe(f'<script type="application/ld+json">{block}</script>')  # noqa: S308


class CleanedField(models.TextField[str, str]):
    """HTML that is made from the field ``source`` by ``clean`` whenever the row is saved.

    The value is a safe string. ``bulk_create`` fills it too, ``QuerySet.update`` does not.
    """

    def __init__(self, *args: Any, source: str = "", clean: Clean = clean_article, **kwargs: Any) -> None:
        self.source = source
        self.clean_source = clean
        kwargs.update(editable=False, default="", blank=True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> SafeString:
        html = mark_safe(self.clean_source(getattr(model_instance, self.source)))  # noqa: S308
        setattr(model_instance, self.attname, html)
        return html

    def from_db_value(self, value: str, *args: Any) -> SafeString:
        return mark_safe(value)  # noqa: S308
