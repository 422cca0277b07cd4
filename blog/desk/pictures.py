"""Note which pictures a working copy shows, so that the library knows that they are used."""

from blog.desk.content import Content
from blog.models import Entry, Revision, UnpublishedPicture
from blog.models.revision import key_of
from core.blocks import pictures_in
from core.html import clean_article, find_blocks
from media.models import Picture


def note_pictures(entry: Entry, revision: Revision) -> None:
    """Note the pictures of the newest version, unless the row has its content: then the row's own references count."""
    shown = set() if revision.is_applied else _pictures_of(revision.content)
    rows = UnpublishedPicture.objects.filter(**key_of(entry))
    noted = set(rows.values_list("picture_id", flat=True))
    rows.filter(picture__in=noted - shown).delete()
    existing = Picture.objects.filter(pk__in=shown - noted)
    UnpublishedPicture.objects.bulk_create(UnpublishedPicture(**key_of(entry), picture=picture) for picture in existing)


def _pictures_of(content: Content) -> set[int]:
    blocks = find_blocks(clean_article(content["body"]))
    in_text = {pk for kind, key in blocks for pk in pictures_in(kind, key)}
    return in_text | ({content["cover"]} if content["cover"] else set())
