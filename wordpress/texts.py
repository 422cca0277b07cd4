"""The text and the cover of an item, as the site has them."""

from typing import TYPE_CHECKING

from media.models import Picture
from wordpress.content import to_html
from wordpress.parse import number
from wordpress.records import Item

if TYPE_CHECKING:
    from wordpress.importer import ImportRun


def html_of(item: Item) -> str:
    """Return the text without asking for any file."""
    return to_html(item.content)


def text_of(run: "ImportRun", item: Item, *, has_blocks: bool = True) -> str:
    """Return the text with its pictures, which are brought now."""
    run.files.item = item.title
    return to_html(item.content, has_blocks=has_blocks)


def cover_of(run: "ImportRun", item: Item) -> Picture | None:
    """Return the featured picture."""
    run.files.item = item.title
    attachment = number(item.value("_thumbnail_id"))
    found = run.files.find(attachment=attachment) if attachment else None
    return found if isinstance(found, Picture) else None
