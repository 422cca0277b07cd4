from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models, transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.private_files import private_storage
from core.slugs import free_slug, spell_out
from media.file_types import START, ending_of, largest, type_of
from media.models.label import Label

# The beginning of their addresses.
PREFIX = "/files/"


class DocumentQuerySet(models.QuerySet["Document"]):
    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the rows, and their files when the transaction commits."""
        documents = list(self)
        deleted = super().delete()
        for document in documents:
            document.delete_file_on_commit()
        return deleted


class Document(models.Model):
    """A file that readers may download once a public text links to it, of one of ``media.file_types.TYPES``.

    Its ``address`` is never changed: another file of the same type gets the same one.
    """

    file = models.FileField(
        gettext_lazy("file"), upload_to="documents/%Y/%m/", max_length=200, storage=private_storage, editable=False
    )
    name = models.CharField(
        gettext_lazy("name"),
        max_length=150,
        help_text=gettext_lazy("How you find it. Readers see the words of the link."),
    )
    address = models.CharField(gettext_lazy("address"), max_length=120, unique=True, editable=False)
    size = models.PositiveIntegerField(gettext_lazy("size"), editable=False)
    labels = models.ManyToManyField(Label, blank=True, related_name="+", verbose_name=gettext_lazy("labels"))
    added_at = models.DateTimeField(gettext_lazy("added"), default=timezone.now, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=gettext_lazy("added by"),
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("file")
        verbose_name_plural = gettext_lazy("files")
        ordering = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def from_upload(cls, upload: "File[bytes]", name: str, **fields: Any) -> "Document":
        """Return an unsaved document. Raises ``ValidationError`` if the file is of another type, or too large."""
        stem = name.rpartition(".")[0] or name
        document = cls(name=stem.replace("_", " ").strip()[:150] or _("File"), **fields)
        document.use_file(upload, name)
        return document

    def use_file(self, upload: "File[bytes]", name: str) -> None:
        """Set the file, which is written when the row is saved. Raises ``ValidationError``."""
        upload.seek(0)
        ending = type_of(upload.read(START), name)
        upload.seek(0)
        if not ending:
            raise ValidationError(_("This file can’t be kept: it is no PDF, office document, sound or film."))
        if upload.size > largest(ending):
            raise ValidationError(
                _("This file is %(size)s. The limit is %(limit)s. Please make it smaller and try again.")
                % {"size": filesizeformat(upload.size), "limit": filesizeformat(largest(ending))}
            )
        if self.address and ending != ending_of(self.address):
            raise ValidationError(
                _("The new file must be of the same type: its address ends with “.%(ending)s”.")
                % {"ending": ending_of(self.address)}
            )
        self.file = File(upload, name=f"file.{ending}")
        self.size = upload.size

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give a new document its address, which it keeps."""
        if not self.address:
            taken = Document.objects.filter
            ending = ending_of(str(self.file.name))
            # In ASCII: a link may be written with or without percent signs.
            wanted = slugify(spell_out(self.name)) or "file"
            slug = free_slug(wanted, lambda slug: taken(address=_address(slug, ending)).exists())
            self.address = _address(slug, ending)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        deleted = super().delete(*args, **kwargs)
        self.delete_file_on_commit()
        return deleted

    def delete_file_on_commit(self) -> None:
        transaction.on_commit(partial(self.file.storage.delete, str(self.file.name)))

    def get_absolute_url(self) -> str:
        return self.address


def _address(slug: str, ending: str) -> str:
    return f"{PREFIX}{slug}.{ending}"
