from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.private_links import PrivateLinkMixin


class PrivacyRequestQuerySet(models.QuerySet["PrivacyRequest"]):
    def to_erase(self) -> "PrivacyRequestQuerySet":
        return self.filter(kind=PrivacyRequest.Kind.ERASE, confirmed_at__isnull=False, done_at=None)

    def expired(self, moment: datetime) -> "PrivacyRequestQuerySet":
        """Requests from before ``moment`` that were not carried out and are not about to be."""
        waiting = self.to_erase().values("pk")
        return self.filter(created_at__lt=moment, done_at=None).exclude(pk__in=waiting)


class PrivacyRequest(PrivateLinkMixin):
    """A request to export or erase what the site holds about an e-mail address.

    Anybody can type any address. So nothing is looked up, shown or erased until a button is pressed on the page that
    the mailed link leads to. ``report`` maps model labels to numbers of erased rows; then ``email`` is empty.
    """

    private_view, private_link_max_age = "privacy_person", timedelta(days=7)

    class Kind(models.TextChoices):
        EXPORT = "export", _("A copy of everything")
        ERASE = "erase", _("Erase everything")

    kind = models.CharField(_("request"), max_length=10, choices=Kind, default=Kind.EXPORT)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    ip_address = models.GenericIPAddressField(_("IP address"), null=True, blank=True)
    created_at = models.DateTimeField(_("asked"), default=timezone.now, db_index=True)
    confirmed_at = models.DateTimeField(_("confirmed by its owner"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    report = models.JSONField(_("what was erased"), default=dict, blank=True)

    objects = PrivacyRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("privacy request")
        verbose_name_plural = _("privacy requests")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["email", "created_at"], name="privacyrequest_by_email")]

    def __str__(self) -> str:
        # Without the address, because the admin's log stores this text.
        return f"{self.get_kind_display()}, {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def is_being_erased(self) -> bool:
        return self.kind == self.Kind.ERASE and self.confirmed_at is not None and self.done_at is None

    @property
    def status(self) -> str:
        """How far it is, in a sentence."""
        if self.done_at:
            number = sum(self.report.values())
            if not number:
                return gettext("Done on %(day)s.") % {"day": _day(self.done_at)}
            said = ngettext(
                "Done on %(day)s: %(number)d entry erased.", "Done on %(day)s: %(number)d entries erased.", number
            )
            return said % {"day": _day(self.done_at), "number": number}
        if self.confirmed_at:
            return gettext("Confirmed on %(day)s.") % {"day": _day(self.confirmed_at)}
        return gettext("Not confirmed yet.")


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment))
