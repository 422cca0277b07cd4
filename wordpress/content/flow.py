"""Write a text as this site keeps it: paragraphs, lists and tables, and blocks for what is more than text.

Blocks stand on the top level (docs/decisions/0049-blocks.md). A picture in a list therefore parts the list, and one
in a table follows it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape

from core.html import TAG, block_marker
from wordpress.content import embeds
from wordpress.content.element_writers import WRITERS
from wordpress.content.elements import INLINE, Element
from wordpress.content.files import Files
from wordpress.content.inline import KEPT_INLINE, inline, is_block, link, wrapped
from wordpress.content.notes import Notes

BREAK = re.compile(r"\s*<br>\s*")
EDGES = re.compile(r"\A(?:\s|&nbsp;|<br>)+|(?:\s|&nbsp;|<br>)+\Z")


@dataclass(slots=True)
class Place:
    """What a text is written with. ``attached`` are WordPress's ids of its own pictures, ``captions`` are those of its
    media library by id. With ``has_blocks`` false, links stand in place of blocks."""

    files: Files
    notes: Notes
    attached: Sequence[int] = ()
    captions: Mapping[int, str] = field(default_factory=dict)
    has_blocks: bool = True
    # The levels of the last heading and of those that it belongs to, as the text has them.
    headings: list[int] = field(default_factory=list)


class Flow:
    """What stands one below the other: on the top level, or within an item, cell or quotation."""

    def __init__(self, place: Place) -> None:
        self.place = place
        # Words of a paragraph and whether they are that, or else other HTML.
        self.written: list[tuple[str, bool]] = []
        self.line: list[str] = []
        # The figure that is being written, and its caption until something took it.
        self.figure: Element | None = None
        self.caption = ""

    def html(self) -> str:
        self.end_line()
        return "\n".join(f"<p>{html}</p>" if is_text else html for html, is_text in self.written)

    def nested(self, children: Iterable[Element | str], around: tuple[Element, ...] = ()) -> tuple[str, list[str]]:
        """Return what stands in an item or cell, and the blocks that have to follow it. A single paragraph there has
        no tag."""
        flow = Flow(self.place)
        flow.add_all(children, around)
        flow.end_line()
        blocks = [html for html, _is_text in flow.written if is_block(html)]
        flow.written = [(html, is_text) for html, is_text in flow.written if not is_block(html)]
        if sum(is_text for _html, is_text in flow.written) == 1:
            return "\n".join(html for html, _is_text in flow.written), blocks
        return flow.html(), blocks

    def add_all(self, children: Iterable[Element | str], around: tuple[Element, ...] = ()) -> None:
        """Add what stands in an element. ``around`` are the inline elements that it stands in."""
        for child in children:
            if isinstance(child, str):
                self.line.append(wrapped(child, around))
            elif child.tag == "br":
                self.line.append("<br>")
            elif child.tag in INLINE:
                self._add_inline(child, around)
            elif write := WRITERS.get(child.tag):
                write(self, child, around)
            else:
                self.add_lines(child.children, around)

    def add_lines(self, children: Iterable[Element | str], around: tuple[Element, ...] = ()) -> None:
        """Add what stands in a paragraph or another part of the page."""
        self.end_line()
        self.add_all(children, around)
        self.end_line()

    def add_html(self, html: str) -> None:
        self.end_line()
        self.written.append((html, False))

    def add_text(self, html: str) -> None:
        """Add a paragraph."""
        self.end_line()
        self.written.append((html, True))

    def _add_inline(self, element: Element, around: tuple[Element, ...]) -> None:
        if element.tag in KEPT_INLINE:
            around = (*around, element)
        if all(inner.tag in INLINE for inner in element.walk()):
            self.line.append(wrapped(inline(element.children), around))
        else:
            self.add_all(element.children, around)

    def end_line(self) -> None:
        """Write the words since the last end as a paragraph."""
        html = EDGES.sub("", "".join(self.line))
        self.line = []
        if not unescape(TAG.sub("", html)).strip():
            return
        lines: list[str] = []
        for line in BREAK.split(html):
            shown = self._lone_address(line)
            if shown:
                self._write_lines(lines)
                lines = []
                self.written.append(shown)
            else:
                lines.append(line)
        self._write_lines(lines)

    def _write_lines(self, lines: list[str]) -> None:
        if html := EDGES.sub("", "<br>\n".join(lines)):
            self.written.append((html, True))

    def _lone_address(self, line: str) -> tuple[str, bool] | None:
        """Return what WordPress shows for an address on a line of its own, or ``None`` if the line is none."""
        if not embeds.LONE_ADDRESS.fullmatch(line):
            return None
        address = unescape(line)
        kind, key = embeds.video_key(address) if self.place.has_blocks else ("", "")
        if kind:
            return block_marker(kind, key, self.take_caption()), False
        words = embeds.link_words(address) if embeds.is_known_site(address) else address
        self.place.notes.named_embeds += 1
        return link(address, self.place.notes.add_words(words)), True

    def take_caption(self) -> str:
        caption, self.caption = self.caption, ""
        return caption
