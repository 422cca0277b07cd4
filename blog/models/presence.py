from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.models.revision import OfEntry, key_of

# Who has not been heard of for this long has left. The desk reports every 20 seconds.
PRESENT_FOR = timedelta(seconds=60)


class PresenceQuerySet(models.QuerySet["Presence"]):
    def here(self, entry: Any) -> Self:
        """Those who have the article or page open now."""
        return self.filter(**key_of(entry), seen_at__gt=timezone.now() - PRESENT_FOR)

    def expired(self) -> Self:
        return self.filter(seen_at__lte=timezone.now() - PRESENT_FOR)


class Presence(OfEntry):
    """A person who has an article or page open on a device."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    device = models.CharField(max_length=40)
    device_name = models.CharField(max_length=60, blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = PresenceQuerySet.as_manager()

    class Meta(OfEntry.Meta):
        verbose_name = _("open desk")
        verbose_name_plural = _("open desks")
        ordering = ["began_at", "pk"]
        constraints = [
            *OfEntry.Meta.constraints,
            models.UniqueConstraint(fields=["post", "device"], name="presence_once_a_post"),
            models.UniqueConstraint(fields=["page", "device"], name="presence_once_a_page"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.entry}"
