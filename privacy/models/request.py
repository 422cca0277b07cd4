from datetime import datetime

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import tokens

PURPOSE = "privacy.request"


class PersonRequestQuerySet(models.QuerySet["PersonRequest"]):
    def to_erase(self) -> "PersonRequestQuerySet":
        return self.filter(kind=PersonRequest.Kind.ERASE, confirmed_at__isnull=False, done_at=None)

    def lapsed(self, moment: datetime) -> "PersonRequestQuerySet":
        """Asked before then, and nothing is to be done about them any more; what was erased is not among them."""
        waiting = self.to_erase().values("pk")
        return self.filter(created_at__lt=moment, done_at=None).exclude(pk__in=waiting)


class PersonRequest(models.Model):
    """Somebody wishes to have, or have erased, what the site holds of an e-mail address.

    Anybody can type anybody's. So nothing is looked up, let alone shown or done, before a button was pressed behind
    the link that is mailed to the address. ``report`` says how many rows of what were erased; then the address is gone
    from here too.
    """

    class Kind(models.TextChoices):
        EXPORT = "export", _("A copy of everything")
        ERASE = "erase", _("Erase everything")

    kind = models.CharField(_("wish"), max_length=10, choices=Kind, default=Kind.EXPORT)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    address = models.GenericIPAddressField(_("IP address"), null=True, blank=True)
    created_at = models.DateTimeField(_("asked"), default=timezone.now, db_index=True)
    confirmed_at = models.DateTimeField(_("confirmed by its owner"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    report = models.JSONField(_("what was erased"), default=dict, blank=True)

    objects = PersonRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request of a person")
        verbose_name_plural = _("requests of persons")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["email", "created_at"], name="personrequest_by_email")]

    def __str__(self) -> str:
        # Not the address: the admin's log quotes this.
        return f"{self.get_kind_display()}, {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def is_being_erased(self) -> bool:
        return self.kind == self.Kind.ERASE and self.confirmed_at is not None and self.done_at is None

    @property
    def private_url(self) -> str:
        return reverse("privacy_person", args=[tokens.sign(PURPOSE, self.pk)])
