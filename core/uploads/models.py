import secrets
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.uploads.contents import FileContent, ObjectsContent, kind_of_content

LIFETIME = timedelta(days=1)

# The file is created before its row. A file younger than this may have no row yet.
SWEEP_GRACE = timedelta(hours=1)


class OffsetError(Exception):
    """A part does not begin where the upload ends, or goes beyond its size."""


def new_token() -> str:
    return secrets.token_urlsafe(32)


def expiry() -> datetime:
    return timezone.now() + LIFETIME


class UploadQuerySet(models.QuerySet["Upload"]):
    def current(self) -> "UploadQuerySet":
        return self.filter(expires_at__gt=timezone.now())

    def finished(self) -> "UploadQuerySet":
        return self.current().filter(offset=models.F("size"))

    def unfinished(self) -> "UploadQuerySet":
        return self.current().filter(offset__lt=models.F("size"))

    def purge(self) -> None:
        """Delete expired rows, and contents without a row."""
        self.filter(expires_at__lte=timezone.now()).delete()
        long_ago = timezone.now() - SWEEP_GRACE
        tokens = set(self.model._base_manager.values_list("token", flat=True))
        content = kind_of_content()
        for token, changed_at in content.changed_at():
            if token not in tokens and changed_at < long_ago:
                content(token).delete()


class Upload(models.Model):
    """A file that a member of the staff sends in parts before the form is submitted. No URL serves it.

    A form takes the file by its token, which only the owner knows.
    """

    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=expiry, db_index=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(offset__lte=models.F("size")), name="upload_within_its_size")
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def content(self) -> FileContent | ObjectsContent:
        return kind_of_content()(self.token)

    @property
    def is_finished(self) -> bool:
        return self.offset == self.size

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.content.create()
        super().save(*args, **kwargs)

    def append(self, offset: int, part: bytes) -> None:
        """Add ``part``, which begins at ``offset``. Raises ``OffsetError`` if it does not fit."""
        with self.content.locked():
            self.refresh_from_db(fields=["offset"])
            if offset != self.offset or offset + len(part) > self.size:
                raise OffsetError
            self.content.write(offset, part)
            self.offset += len(part)
            self.expires_at = expiry()
            same = Upload.objects.filter(pk=self.pk, offset=offset)
            if not same.update(offset=self.offset, expires_at=self.expires_at):
                raise OffsetError

    def discard(self) -> None:
        self.delete()
        self.content.delete()
