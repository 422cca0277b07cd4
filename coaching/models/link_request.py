from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# So long it takes to tell a flood; then nothing is left of who asked.
KEPT_FOR = timedelta(hours=1)


class LinkRequestQuerySet(models.QuerySet["LinkRequest"]):
    def unanswered(self) -> "LinkRequestQuerySet":
        return self.exclude(email="")

    def over(self) -> "LinkRequestQuerySet":
        return self.filter(email="", created_at__lte=timezone.now() - KEPT_FOR)


class LinkRequest(models.Model):
    """Somebody asks for the links to the applications from an address, whether or not there are any.

    When a task has answered, the address is taken out of the row.
    """

    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    address = models.GenericIPAddressField(_("IP address"), null=True)
    created_at = models.DateTimeField(_("asked"), default=timezone.now, db_index=True)

    objects = LinkRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a link")
        verbose_name_plural = _("requests for a link")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"
