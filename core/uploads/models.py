import fcntl
import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

LIFETIME = timedelta(days=1)

# The file is created before its row. A file younger than this may have no row yet.
SWEEP_GRACE = timedelta(hours=1)


class OffsetError(Exception):
    """A part does not begin where the upload ends, or goes beyond its size."""


def new_token() -> str:
    return secrets.token_urlsafe(32)


def expiry() -> datetime:
    return timezone.now() + LIFETIME


def folder() -> Path:
    return Path(settings.DATA_DIR, "uploads")


class UploadQuerySet(models.QuerySet["Upload"]):
    def current(self) -> "UploadQuerySet":
        return self.filter(expires_at__gt=timezone.now())

    def finished(self) -> "UploadQuerySet":
        return self.current().filter(offset=models.F("size"))

    def unfinished(self) -> "UploadQuerySet":
        return self.current().filter(offset__lt=models.F("size"))

    def purge(self) -> None:
        """Delete expired rows, and files without a row."""
        self.filter(expires_at__lte=timezone.now()).delete()
        if not folder().is_dir():
            return
        long_ago = (timezone.now() - SWEEP_GRACE).timestamp()
        tokens = set(self.model._base_manager.values_list("token", flat=True))
        for path in folder().iterdir():
            if path.name not in tokens and path.stat().st_mtime < long_ago:
                path.unlink(missing_ok=True)


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

    @property
    def path(self) -> Path:
        # The token is random. The name that was sent is not part of the path.
        return folder() / self.token

    @property
    def is_finished(self) -> bool:
        return self.offset == self.size

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            folder().mkdir(mode=0o700, parents=True, exist_ok=True)
            self.path.touch(mode=0o600)
        super().save(*args, **kwargs)

    def append(self, offset: int, part: bytes) -> None:
        """Add ``part``, which begins at ``offset``. Raises ``OffsetError`` if it does not fit."""
        with self.path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self.refresh_from_db(fields=["offset"])
            if offset != self.offset or offset + len(part) > self.size:
                raise OffsetError
            # After a crash, the file may hold a part that the row does not know about.
            file.truncate(offset)
            file.seek(offset)
            file.write(part)
            file.flush()
            os.fsync(file.fileno())
            self.offset += len(part)
            self.expires_at = expiry()
            self.save(update_fields=["offset", "expires_at"])

    def discard(self) -> None:
        self.delete()
        self.path.unlink(missing_ok=True)
