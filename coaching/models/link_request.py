from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Long enough to detect a flood. Then the row is deleted.
KEPT_FOR = timedelta(hours=1)


class LinkRequestQuerySet(models.QuerySet["LinkRequest"]):
    def unanswered(self) -> "LinkRequestQuerySet":
        return self.exclude(email="")

    def expired(self) -> "LinkRequestQuerySet":
        return self.filter(email="", created_at__lte=timezone.now() - KEPT_FOR)


class LinkRequest(models.Model):
    """A request for the links to the applications from an e-mail address, whether or not there are any.

    A task answers it and empties ``email``.
    """

    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    ip_address = models.GenericIPAddressField(_("IP address"), null=True)
    created_at = models.DateTimeField(_("asked"), default=timezone.now, db_index=True)

    objects = LinkRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a link")
        verbose_name_plural = _("requests for a link")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"
