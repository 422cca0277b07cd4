from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from core.private_files import private_storage

# A file that was replaced is kept for so long: feeds, mails and pages in browsers still name it.
FORMER_FILES_KEPT = timedelta(days=7)


class FormerFileQuerySet(models.QuerySet["FormerFile"]):
    def expired(self) -> "FormerFileQuerySet":
        return self.filter(replaced_at__lte=timezone.now() - FORMER_FILES_KEPT)


class FormerFile(models.Model):
    """A file of a picture that was replaced by another one. It is served until it is deleted with its renditions."""

    picture = models.ForeignKey("media.Picture", on_delete=models.CASCADE, related_name="former_files")
    name = models.CharField(max_length=200)
    original = models.CharField(max_length=200, blank=True)
    replaced_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = FormerFileQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


def delete_files(name: str, original: str) -> None:
    """Delete the file ``name`` of a picture with all its renditions, and its original."""
    folder = rendition_folder(name)
    try:
        renditions = default_storage.listdir(folder)[1]
    except FileNotFoundError:
        renditions = []
    for path in [name, *(f"{folder}/{rendition}" for rendition in renditions)]:
        default_storage.delete(path)
    if original:
        private_storage().delete(original)


def rendition_folder(name: str) -> str:
    """Return the folder with the renditions of the file ``name``."""
    return f"renditions/{name}"
