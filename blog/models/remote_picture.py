from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.retries import Lease
from media.models import Picture

# Longer than the requests for one picture may take together, see ``blog.remote_pictures``.
FETCHING = Lease(timedelta(minutes=2))

MAX_ADDRESS = 2000


class RemotePictureQuerySet(models.QuerySet["RemotePicture"]):
    def due(self) -> Self:
        return FETCHING.due(self)

    def awaited(self) -> Self:
        return self.filter(due_at__isnull=False)

    def ask(self, address: str, person: Any, alternative_text: str = "") -> "RemotePicture":
        """Return the row of the address. Without a picture, it is to be fetched, also if that failed before."""
        row, is_new = self.get_or_create(
            address=address, defaults={"alternative_text": alternative_text, "asked_by": person}
        )
        if not is_new and not row.picture_id and not row.due_at:
            row.due_at, row.fault = timezone.now(), ""
            row.save(update_fields=["due_at", "fault"])
        return row


class RemotePicture(models.Model):
    """A picture on another site, or the still of a video there, that a task brings into the library.

    ``address`` is that of the picture or of the video's page. ``fault`` says why it could not be had.
    """

    address = models.CharField(max_length=MAX_ADDRESS, unique=True)
    alternative_text = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    picture = models.ForeignKey(Picture, null=True, on_delete=models.SET_NULL, related_name="+")
    fault = models.CharField(max_length=500, blank=True)
    due_at = models.DateTimeField(null=True, default=timezone.now, db_index=True)
    claimed_until = models.DateTimeField(null=True)

    objects = RemotePictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture of another site")
        verbose_name_plural = _("pictures of other sites")

    def __str__(self) -> str:
        return self.address

    @property
    def is_awaited(self) -> bool:
        return self.due_at is not None
