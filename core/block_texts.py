"""Texts with blocks in other forms than that of a page. What the blocks show is from ``core.blocks.load``."""

from collections.abc import Iterable, Iterator

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core import blocks
from core.blocks import Shown
from core.html import Segment, html_to_text, with_absolute_urls


def plain_html(segments: Iterable[Segment], shown: Shown, page: str = "/") -> SafeString:
    """Return HTML for feeds and mails: without script and style sheet, with whole URLs. ``page`` is the text's path."""
    return format_html_join("", "{}", ((part,) for part in _plain_parts(segments, shown, page)))


def search_text(segments: Iterable[Segment], shown: Shown) -> str:
    """Return all words that the text is found by, as plain text on one line."""
    return " ".join(" ".join(_words(segments, shown)).split())


def _plain_parts(segments: Iterable[Segment], shown: Shown, page: str) -> Iterator[SafeString]:
    for segment in segments:
        block = blocks.find(segment.block)
        if not segment.block:
            yield with_absolute_urls(segment.html, page)
        elif block and blocks.is_shown(segment, shown):
            content = with_absolute_urls(segment.content, page)
            yield block.feed_html(segment.key, shown[segment.block, segment.key], content)


def _words(segments: Iterable[Segment], shown: Shown) -> Iterator[str]:
    for segment in segments:
        block = blocks.find(segment.block)
        if not segment.block:
            yield html_to_text(segment.html)
        elif block and blocks.is_shown(segment, shown):
            yield block.search_text(shown[segment.block, segment.key])
            yield html_to_text(segment.content)
