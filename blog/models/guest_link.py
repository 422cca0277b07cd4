from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.models.revision import OfEntry
from core.private_links import PrivateLinkMixin

VALID_FOR = timedelta(days=14)


class GuestLinkQuerySet(models.QuerySet["GuestLink"]):
    def open(self) -> Self:
        return self.filter(closed_at=None, opened_at__gt=timezone.now() - VALID_FOR)

    def expired(self) -> Self:
        return self.filter(opened_at__lte=timezone.now() - VALID_FOR)


class GuestLink(PrivateLinkMixin, OfEntry):
    """A link with which somebody without an account reads what is not public yet.

    It is valid for ``VALID_FOR`` from ``opened_at``, until somebody closes it.
    """

    private_view = "guest_draft"
    private_link_max_age = VALID_FOR

    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    objects = GuestLinkQuerySet.as_manager()

    class Meta(OfEntry.Meta):
        verbose_name = _("link for a guest")
        verbose_name_plural = _("links for guests")

    def __str__(self) -> str:
        return str(self.entry)

    @classmethod
    def rows_for_links(cls) -> models.QuerySet[Self]:
        return cls.objects.open().filter(post__binned_at=None, page__binned_at=None)  # type: ignore[return-value]

    @property
    def valid_until(self) -> datetime:
        return self.opened_at + VALID_FOR
