"""The only sanitiser. No other module marks HTML as safe, and nothing changes markup after it was cleaned."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from itertools import batched
from typing import Any

import nh3
from django.db import models
from django.utils.html import linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

Clean = Callable[[str], str]


# By default, nh3 keeps ``lang`` and ``title`` on every tag.
NO_ATTRIBUTES: dict[str, set[str]] = {"*": set()}

ARTICLE = nh3.Cleaner(
    tags=set(
        "a abbr blockquote br code del em figcaption figure h2 h3 h4 hr i b img ins li ol p pre q s strong sub sup "
        "table tbody td th thead tr u ul".split()
    ),
    attributes={
        **NO_ATTRIBUTES,
        "a": {"href", "title"},
        "abbr": {"title"},
        "figure": {"data-block", "data-key"},
        "img": {"src", "alt", "width", "height"},
        "ol": {"start"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
    },
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)

COMMENT = nh3.Cleaner(
    tags=set("a abbr b blockquote br code del em i p q s strong".split()),
    attributes={**NO_ATTRIBUTES, "a": {"href", "title"}, "abbr": {"title"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow ugc noopener",
)


# A block is an empty figure in exactly this form. In cleaned HTML "<" only begins tags, and values contain no quotation
# mark, so nothing else matches.
BLOCK = re.compile(r'<figure data-block="([a-z]{1,30})" data-key="([-\w]{1,200})"></figure>', re.ASCII)
TAG_OR_BLOCK = re.compile(r"(<figure data-[^>]*>\s*</figure>|<[^>]*>)")
PICTURE = re.compile(r'<img(?: [a-z]+="[^"]*")* src="[^"]')
# In cleaned HTML each value is in double quotes, so this needs no parser and runs in linear time.
TAG = re.compile(r'<[^">]*(?:"[^"]*"[^">]*)*>')
VOID_TAGS = ("<br", "<hr", "<img")

# No article is longer, and the form could not send it.
MAX_CHARACTERS = 500_000
MAX_WORDS_READ = 20_000

JSON_ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def clean_article(html: str) -> str:
    """Clean the HTML of an article or page. It may have text, headings from h2, lists, links, pictures, tables, blocks.

    A block is ``<figure data-block="offer" data-key="its-slug"></figure>`` on the top level. A block inside another
    element, or with a malformed kind or key, is removed. A figure with content is no block.
    """
    return _drop_misplaced_blocks(ARTICLE.clean(html))


def _drop_misplaced_blocks(html: str) -> str:
    parts, depth = [], 0
    for part in TAG_OR_BLOCK.split(html):
        if part.startswith("<figure data-") and part.endswith("</figure>"):
            parts.append("" if depth else _normalise_block(part))
            continue
        if part.startswith("</"):
            depth -= 1
        elif part.startswith("<") and not part.startswith(VOID_TAGS):
            depth += 1
        if part.startswith("<img") and not PICTURE.match(part):
            # Its URL was removed as unsafe: it was on the disk of the writer, for example.
            continue
        parts.append("<figure>" if part.startswith("<figure data-") else part)
    return "".join(parts)


def _normalise_block(figure: str) -> str:
    """Return an empty figure in the exact form of a block, or an empty text if it is none."""
    values = dict(re.findall(r'data-(block|key)="([^"]*)"', figure))
    block = f'<figure data-block="{values.get("block")}" data-key="{values.get("key")}"></figure>'
    return block if values.keys() == {"block", "key"} and BLOCK.fullmatch(block) else ""


@dataclass(frozen=True)
class Segment:
    """A part of an article: either safe ``html``, or a block of the kind ``block`` with its ``key``."""

    html: str = ""
    block: str = ""
    key: str = ""


def segments(html: str) -> list[Segment]:
    """Split HTML from ``clean_article`` into text and blocks, in order."""
    parts = BLOCK.split(html)
    result = [Segment(html=mark_safe(parts[0]))]  # noqa: S308
    for block, key, text in batched(parts[1:], 3):
        result += [Segment(block=block, key=key), Segment(html=mark_safe(text))]  # noqa: S308
    return [segment for segment in result if segment.block or segment.html.strip()]


def find_blocks(html: str) -> set[tuple[str, str]]:
    """Return kind and key of each block in HTML from ``clean_article``."""
    return set(BLOCK.findall(html))


def html_to_text(html: str) -> str:
    """Return the text of cleaned HTML on one line. It is not escaped."""
    spaced = re.sub(r"</(?:p|h\d|li|t[dh]|blockquote|figcaption|figure|pre)>|<br>|<hr>", " ", html)
    return " ".join(unescape(TAG.sub("", spaced)).split())


def first_words(html: str, most: int) -> str:
    """Return the first ``most`` words of cleaned HTML as plain text, with "…" if there are more.

    At most ``MAX_WORDS_READ`` characters are read, so long articles cost no more.
    """
    start = html if len(html) <= MAX_WORDS_READ else html[:MAX_WORDS_READ].rpartition("<")[0]
    words = html_to_text(start).split()
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


def json_ld(data: dict[str, Any]) -> SafeString:
    """Return a script element with JSON-LD (https://www.w3.org/TR/json-ld11/#embedding-json-ld-in-html-documents).

    "<" is escaped, so that a ``</script>`` in the data can't end the element.
    """
    block = json.dumps(data, ensure_ascii=False).translate(JSON_ESCAPES)
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
