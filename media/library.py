"""Add pictures and files to the library, give them other files, and delete them."""

from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from core.refusals import RefusedError
from media import uses
from media.models import Document, Picture
from media.models.picture import digest_of
from media.tasks import render_picture


class InUseError(RefusedError):
    """The picture or file can't be deleted, because ``places`` show it or link to it."""

    def __init__(self, places: list[uses.Place]) -> None:
        self.places = places
        super().__init__(_("It can’t be deleted while it is used. Take it out there first."))


def add(picture: Picture) -> None:
    """Save a new picture, and enqueue the task that makes its renditions."""
    picture.save()
    render_picture.enqueue(picture.pk)


def add_once(upload: "File[bytes]", name: str, **fields: Any) -> Picture:
    """Return the picture of the library that was made from the same file, or add a new one.

    So an upload can be repeated if its answer was lost. Raises ``ValidationError``.
    """
    digest = digest_of(upload)
    known = Picture.objects.filter(digest=digest)
    if picture := known.first():
        return picture
    picture = Picture.from_upload(upload, name, digest=digest, **fields)
    with transaction.atomic():
        # Meanwhile the same file may have arrived in another request.
        if other := known.first():
            return other
        add(picture)
    return picture


def replace(picture: Picture, upload: "File[bytes]", name: str) -> None:
    """Show another file wherever the picture is shown. Raises ``ValidationError``."""
    chosen = Picture.from_upload(upload, name)
    with transaction.atomic():
        picture = Picture.objects.select_for_update().get(pk=picture.pk)
        picture.keep_former_file()
        picture.take_file(chosen)
        add(picture)


@transaction.atomic
def replace_document(document: Document, upload: "File[bytes]", name: str) -> None:
    """Serve another file at the same address. Raises ``ValidationError``."""
    document = Document.objects.select_for_update().get(pk=document.pk)
    document.delete_file_on_commit()
    document.use_file(upload, name)
    document.save()


@transaction.atomic
def delete(item: Picture | Document) -> None:
    """Delete a picture or a file. Raises ``InUseError``."""
    if places := uses.places_of(item):
        raise InUseError(places)
    item.delete()
