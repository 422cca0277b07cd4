"""The text and the cover of an item, as the site has them."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.html import html_to_text
from media.models import Picture
from wordpress.content import FileReference, convert
from wordpress.parse import number
from wordpress.records import Item

if TYPE_CHECKING:
    from wordpress.importer import ImportRun


def length_of(item: Item) -> int:
    """Return the number of characters of the text, without asking for any file."""
    return len(convert(item.content).html)


def text_of(run: "ImportRun", item: Item, *, with_blocks: bool = True) -> str:
    """Return the text with its pictures, which are brought now. The report says what it has lost."""
    run.files.begin(item)
    converted = convert(
        item.content,
        run.files.find,
        attached=run.files.attached_to(item.id),
        captions=run.files.captions,
        reusable=run.overview.reusable,
        with_blocks=with_blocks,
    )
    run.files.find_captions(html_to_text(converted.html))
    run.report.add_counts(converted.before.by_name(), converted.after.by_name())
    for sentence in (*converted.notes, converted.losses()):
        if sentence:
            run.report.note(_("“%(title)s”: %(sentence)s") % {"title": item.title or item.slug, "sentence": sentence})
    return converted.html


def cover_of(run: "ImportRun", item: Item) -> Picture | None:
    """Return the featured picture."""
    attachment = number(item.value("_thumbnail_id"))
    found = run.files.find(FileReference(attachment=attachment), is_cover=True) if attachment else None
    return found if isinstance(found, Picture) else None
