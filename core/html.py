"""The one sanitiser. Nothing else in the project marks HTML safe, and nothing rewrites markup after it."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from itertools import batched
from typing import TYPE_CHECKING, Any

import nh3
from django.db import models
from django.utils.html import linebreaks, strip_tags, urlize
from django.utils.safestring import SafeString, mark_safe

Clean = Callable[[str], str]

if TYPE_CHECKING:
    TextField = models.TextField[str, str]
else:
    TextField = models.TextField

ARTICLE = nh3.Cleaner(
    tags=set(
        "a abbr blockquote br code del em figcaption figure h2 h3 h4 hr i b img ins li ol p pre q s strong sub sup "
        "table tbody td th thead tr u ul".split()
    ),
    attributes={
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
    attributes={"a": {"href", "title"}, "abbr": {"title"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow ugc noopener",
)


# A block stands in the text as an empty figure of this one form. Cleaned HTML has no "<" but that of a tag and no
# quotation mark within a value, so nothing else in it reads like one.
BLOCK = re.compile(r'<figure data-block="([a-z]{1,30})" data-key="([-\w]{1,200})"></figure>', re.ASCII)
PARTS = re.compile(r"(<figure data-[^>]*>\s*</figure>|<[^>]*>)")
VOID = ("<br", "<hr", "<img")

JSON_ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def clean_article(html: str) -> str:
    """HTML of an article or page: text, headings from h2, lists, links, pictures, tables and blocks.

    A block is ``<figure data-block="offer" data-key="its-slug"></figure>`` on the top level. Within anything else, or
    with a malformed kind or key, it is left out; a figure with something in it is only a figure.
    """
    return _without_stray_blocks(ARTICLE.clean(html))


def _without_stray_blocks(html: str) -> str:
    kept, depth = [], 0
    for part in PARTS.split(html):
        if part.startswith("<figure data-") and part.endswith("</figure>"):
            kept.append("" if depth else _block_of(part))
            continue
        if part.startswith("</"):
            depth -= 1
        elif part.startswith("<") and not part.startswith(VOID):
            depth += 1
        kept.append("<figure>" if part.startswith("<figure data-") else part)
    return "".join(kept)


def _block_of(figure: str) -> str:
    """An empty figure as a block in its one form, or nothing."""
    values = dict(re.findall(r'data-(block|key)="([^"]*)"', figure))
    block = f'<figure data-block="{values.get("block")}" data-key="{values.get("key")}"></figure>'
    return block if values.keys() == {"block", "key"} and BLOCK.fullmatch(block) else ""


@dataclass(frozen=True)
class Segment:
    """A part of an article: safe ``html`` to be shown as it is, or a ``block`` of some kind with its ``key``."""

    html: str = ""
    block: str = ""
    key: str = ""


def segments(html: str) -> list[Segment]:
    """What ``clean_article`` has cleaned, in its order: text and blocks."""
    parts = BLOCK.split(html)
    found = [Segment(html=mark_safe(parts[0]))]  # noqa: S308
    for block, key, text in batched(parts[1:], 3):
        found += [Segment(block=block, key=key), Segment(html=mark_safe(text))]  # noqa: S308
    return [segment for segment in found if segment.block or segment.html.strip()]


def blocks_of(html: str) -> set[tuple[str, str]]:
    """Kind and key of each block in what ``clean_article`` has cleaned."""
    return set(BLOCK.findall(html))


def text_of(html: str) -> str:
    """The words of cleaned HTML as plain text on one line, to be escaped like any other."""
    parted = re.sub(r"</(?:p|h\d|li|t[dh]|blockquote|figcaption|figure|pre)>|<br>|<hr>", " ", html)
    return " ".join(unescape(strip_tags(parted)).split())


def lines_of(html: str) -> str:
    """Cleaned HTML of a comment as plain text with its paragraphs and lines; links with named text show where to."""
    shown = re.sub(r'<a href="([^"]*)"[^>]*>(.*?)</a>', _link_in_text, html)
    return re.sub(r"\n{3,}", "\n\n", unescape(strip_tags(shown.replace("<br>", "\n")))).strip()


def _link_in_text(link: re.Match[str]) -> str:
    target, words = link.groups()
    return words if words == target else f"{words} ({target})"


def clean_comment(text: str) -> str:
    """A comment as HTML: blank lines part paragraphs, line breaks stay, links carry ``nofollow ugc``.

    The tags are those that WordPress lets a guest write (``wp_kses`` for comments).
    """
    return COMMENT.clean(str(linebreaks(_link_addresses(COMMENT.clean(text)))))


def _link_addresses(html: str) -> str:
    """Link bare addresses, but none that stands in a tag or in a link already."""
    parts = re.split(r"(<a\b.*?</a>|<[^>]*>)", html, flags=re.DOTALL)
    return "".join(part if place % 2 else urlize(part, nofollow=True) for place, part in enumerate(parts))


def json_ld(data: dict[str, Any]) -> SafeString:
    """``data`` as a block of JSON-LD (https://www.w3.org/TR/json-ld11/#embedding-json-ld-in-html-documents).

    A ``</script>`` within it can't end the block.
    """
    block = json.dumps(data, ensure_ascii=False).translate(JSON_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{block}</script>')  # noqa: S308


class CleanedField(TextField):
    """HTML made from another field of the same row whenever the row is saved, by whoever saves it.

    ``clean`` turns the text of ``source`` into HTML. The value is a safe string; ``bulk_create`` fills it too,
    ``QuerySet.update`` does not.
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
