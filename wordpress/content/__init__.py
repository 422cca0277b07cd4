"""Turn a text of WordPress into one of this site: ``convert``.

First shortcodes and the comments of the block editor become HTML of the same meaning, and plain lines paragraphs. Then
that HTML is read element by element, and written as texts are kept here, with blocks for pictures and videos. Whatever
it says, ``core.html`` cleans it last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from wordpress.content.block_comments import ANY_COMMENT, BlockReader, Reusable, has_blocks
from wordpress.content.counts import Counts, count_raw, count_written, losses
from wordpress.content.elements import Element, parse
from wordpress.content.files import FileReference, Files, FindFile, find_nothing
from wordpress.content.flow import Flow, Place
from wordpress.content.notes import Notes
from wordpress.content.paragraphs import add_paragraphs
from wordpress.content.shortcode_html import shortcode_html
from wordpress.content.shortcodes import expand

__all__ = ["Converted", "Counts", "FileReference", "FindFile", "convert"]


@dataclass(frozen=True, slots=True)
class Converted:
    """A text as it is kept here. ``files`` are all that it shows or leads to, ``missing`` those that were not found.
    ``notes`` are sentences for the report."""

    html: str
    files: tuple[FileReference, ...]
    missing: tuple[FileReference, ...]
    notes: tuple[str, ...]
    before: Counts
    after: Counts

    def losses(self) -> str:
        """Return a sentence on what there is less of than before, or an empty text."""
        return losses(self.before, self.after)


def convert(
    body: str,
    find_file: FindFile = find_nothing,
    *,
    attached: Sequence[int] = (),
    captions: Mapping[int, str] | None = None,
    reusable: Reusable | None = None,
    with_blocks: bool = True,
) -> Converted:
    """Convert a text of the classic editor, the block editor or a page builder. The same text gives the same result.

    ``attached`` are the ids of the item's own pictures, for a gallery that names none. ``captions`` are those of the
    media library by id, which WordPress shows in its galleries. ``reusable`` has the texts of reusable blocks by their
    ids. Without blocks, there are links in place of videos.
    """
    notes, files = Notes(), Files(find_file)

    def expanded(text: str) -> str:
        return expand(text, lambda shortcode, content: shortcode_html(shortcode, content, notes))

    text = expanded(body.replace("\r\n", "\n").replace("\r", "\n"))
    if has_blocks(text):
        text = BlockReader(notes, expanded, reusable or {}).html(text)
    else:
        text = add_paragraphs(ANY_COMMENT.sub("", text))
    root = parse(text)
    _link_to_library(root, files)
    _name_links(root, notes)
    place = Place(files, notes, attached, captions or {}, has_blocks=with_blocks)
    flow = Flow(place)
    flow.add_all(root.children)
    html = flow.html()
    written = count_written(html)
    return Converted(
        html=html,
        files=tuple(files.asked),
        missing=tuple(files.missing()),
        notes=notes.all(),
        before=count_raw(body),
        after=notes.without_added(written),
    )


def _name_links(root: Element, notes: Notes) -> None:
    """Give words to links that showed an icon. One to a place of the same page is no more than a mark."""
    for element in root.walk():
        if element.tag == "a" and not any(not isinstance(child, str) or child.strip() for child in element.children):
            words = element.attributes.get("aria-label") or element.attributes.get("title", "")
            if words.strip() and not element.attributes.get("href", "").startswith("#"):
                notes.named_links += 1
                element.children.append(escape(notes.add_words(words.strip())))


def _link_to_library(root: Element, files: Files) -> None:
    """Let links to files lead to those of the library."""
    for element in root.walk():
        if element.tag == "a" and (document := files.document(element.attributes.get("href", ""))):
            element.attributes["href"] = document.get_absolute_url()
