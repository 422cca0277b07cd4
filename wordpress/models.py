from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from core.private_files import transient_storage
from core.uploads.models import Upload
from media.models import Document, Picture

MAX_ADDRESS = 500
# SQLite takes so many parameters in one statement, and less.
ROWS_A_STATEMENT = 500
# Uploaded exports hold personal data. They are deleted so long after the last file came or the last import began.
FILES_KEPT = timedelta(days=14)


class ImportedRow(models.Model):
    """Maps a row of a WordPress export to the row that the import made of it, so that a second import adds nothing.

    ``digest`` is of what the import wrote into an article or page: as long as the row still has it, nobody here has
    changed the text. It is empty for rows of earlier versions.
    """

    class Kind(models.TextChoices):
        AUTHOR = "author", _("author")
        CATEGORY = "category", _("category")
        TAG = "tag", _("tag")
        POST = "post", _("article")
        PAGE = "page", _("page")
        INTRODUCTION = "introduction", _("introduction")
        COMMENT = "comment", _("comment")
        FILE = "file", _("file")
        MENU = "menu", _("menu")

    site = models.CharField(_("site"), max_length=200, help_text=_("Host and folder of the WordPress site."))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    wordpress_id = models.CharField(_("id in WordPress"), max_length=200)
    object_id = models.BigIntegerField(_("id on this site"))
    digest = models.CharField(max_length=64, blank=True)
    imported_at = models.DateTimeField(_("imported"), auto_now_add=True)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        constraints = [models.UniqueConstraint(fields=["site", "kind", "wordpress_id"], name="importedrow_once")]
        indexes = [models.Index(fields=["kind", "object_id"], name="importedrow_by_object")]

    def __str__(self) -> str:
        return f"{self.kind} {self.wordpress_id}"


class OldAddress(models.Model):
    """An address of the old site, as a path with its query, and the row whose page answers it now."""

    address = models.CharField(_("address"), max_length=MAX_ADDRESS, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=ImportedRow.Kind)
    object_id = models.BigIntegerField(_("id on this site"))

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")

    def __str__(self) -> str:
        return self.address


class OldFile(models.Model):
    """A file of the old site that came into the library, or could not be had for the reason ``fault``.

    ``address`` is ``uploads/PATH``, or of another site ``HOST/PATH``. ``family`` is the same without what WordPress
    adds to the names of copies, such as ``-300x200``. ``parent`` is the id of the item that it was uploaded for.
    """

    address = models.CharField(_("address"), max_length=MAX_ADDRESS, unique=True)
    family = models.CharField(max_length=MAX_ADDRESS, db_index=True)
    wordpress_id = models.BigIntegerField(null=True, db_index=True)
    parent = models.BigIntegerField(null=True)
    picture = models.ForeignKey(Picture, null=True, on_delete=models.SET_NULL, related_name="+")
    document = models.ForeignKey(Document, null=True, on_delete=models.SET_NULL, related_name="+")
    fault = models.CharField(_("why it could not be had"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("file of the old site")
        verbose_name_plural = _("files of the old site")

    def __str__(self) -> str:
        return self.address

    @property
    def item(self) -> Picture | Document | None:
        """What it is in the library."""
        return self.picture or self.document


class UnplacedComment(models.Model):
    """A comment of the old site for which there is no thread here, such as one below a page. Only staff see it."""

    site = models.CharField(_("site"), max_length=200)
    wordpress_id = models.CharField(_("id in WordPress"), max_length=200)
    place = models.CharField(_("below"), max_length=200)
    reason = models.CharField(_("why it has no place here"), max_length=200)
    name = models.CharField(_("name"), max_length=245)
    email = models.CharField(_("e-mail address"), max_length=254, blank=True)
    website = models.CharField(_("website"), max_length=200, blank=True)
    text = models.TextField(_("comment"))
    written_at = models.DateTimeField(_("written"), null=True)

    class Meta:
        verbose_name = _("comment without a place")
        verbose_name_plural = _("comments without a place")
        ordering = ["-written_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["site", "wordpress_id"], name="unplacedcomment_once")]

    def __str__(self) -> str:
        return f"{self.name}: {Truncator(self.text).chars(60)}"


class MissingPlace(models.Model):
    """An article or page that shows a file which could not be had, as its cover or in its text."""

    file = models.ForeignKey(OldFile, on_delete=models.CASCADE, related_name="places")
    kind = models.CharField(_("kind"), max_length=20, choices=ImportedRow.Kind)
    object_id = models.BigIntegerField(_("id on this site"))
    is_cover = models.BooleanField(_("cover"), default=False)

    class Meta:
        verbose_name = _("place of a missing file")
        verbose_name_plural = _("places of missing files")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["file", "kind", "object_id", "is_cover"], name="missingplace_once")
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.kind} {self.object_id}"


class Move(models.Model):
    """What somebody wants to bring from an old site in the admin: its files are below, its imports are rows too.

    ``authors`` has what becomes of an author, by login: ``MAY_WRITE``, or the id of the person here who it is.
    """

    MAY_WRITE = "writer"

    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    used_at = models.DateTimeField(default=timezone.now)
    fetches = models.BooleanField(_("fetch missing pictures from the old site"), default=True)
    as_pages = models.JSONField(default=list)
    authors = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("move")
        verbose_name_plural = _("moves")
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self) -> str:
        return ", ".join(file.name for file in self.files.all()) or f"{self.begun_at:%Y-%m-%d %H:%M}"

    @property
    def folder(self) -> Path:
        """Where files arrive on this machine. Without a bucket, they stay there."""
        return Path(settings.DATA_DIR, "moves", str(self.pk))

    @property
    def deleted_at(self) -> datetime:
        """When its files are deleted, unless it is used again."""
        return self.used_at + FILES_KEPT


class MoveFileQuerySet(models.QuerySet["MoveFile"]):
    def unused_since(self, moment: datetime) -> Self:
        """Files that no import reads now, of moves that were not used since."""
        running = Import.objects.unfinished().exclude(move=None).values("move")
        return self.filter(move__used_at__lt=moment).exclude(move__in=running)


class MoveFile(models.Model):
    """A file that was uploaded for a move. It has an export, uploads of the old site, or both. No URL serves it.

    ``upload`` is what it came as, if it came in parts: the same file, until that expires.
    """

    move = models.ForeignKey(Move, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(_("name"), max_length=150)
    size = models.PositiveBigIntegerField(_("size"))
    has_export = models.BooleanField()
    has_uploads = models.BooleanField()
    added_at = models.DateTimeField(_("added"), default=timezone.now)
    upload = models.ForeignKey(Upload, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = MoveFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a move")
        verbose_name_plural = _("files of moves")
        default_permissions = ()
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["move", "name"], name="movefile_named_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def file(self) -> str:
        """The name of the file in the transient storage."""
        return f"moves/{self.move_id}/{self.name}"

    @property
    def path(self) -> Path:
        """The file on this machine, to read from. It may be fetched first, which takes a while."""
        return Path(transient_storage().path(self.file))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        transient_storage().delete(self.file)
        if self.upload:
            self.upload.discard()
        return super().delete(*args, **kwargs)


class ImportQuerySet(models.QuerySet["Import"]):
    def unfinished(self) -> Self:
        return self.filter(ended_at=None)


class Import(models.Model):
    """One import: how far it is, whether it is to stop, and its report. ``failure`` says why there is none.

    Without a ``move``, the command has begun it.
    """

    move = models.ForeignKey(Move, null=True, on_delete=models.SET_NULL, related_name="imports")
    files = models.CharField(_("files"), max_length=500)
    is_rehearsal = models.BooleanField(_("rehearsal"), default=False)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("started by")
    )
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True)
    stop_asked_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    report = models.JSONField(_("report"), default=dict)
    failure = models.CharField(_("why it failed"), max_length=500, blank=True, default="", db_default="")

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.files} {self.started_at:%Y-%m-%d %H:%M}"

    def update_progress(self, done: int, total: int) -> bool:
        """Store how far the import is. Return whether it is to go on."""
        self._store(done=done, total=total)
        return not Import.objects.filter(pk=self.pk, stop_asked_at__isnull=False).exists()

    def end(self, report: dict[str, Any]) -> None:
        self._store(report=report, ended_at=timezone.now())

    def fail(self, sentence: str) -> None:
        self._store(failure=sentence[:500], ended_at=timezone.now())

    def ask_to_stop(self) -> None:
        self._store(stop_asked_at=timezone.now())

    @property
    def was_stopped(self) -> bool:
        return self.ended_at is not None and not self.failure and self.done < self.total

    @property
    def is_complete(self) -> bool:
        return self.ended_at is not None and not self.failure and not self.was_stopped

    def _store(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self, name, value)
        Import.objects.filter(pk=self.pk).update(**values)
