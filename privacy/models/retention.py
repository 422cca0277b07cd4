from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.models import Application
from core.one_row import OneRow


def _days(label: Any, default: int, help_text: Any = "") -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MinValueValidator(1)], help_text=help_text
    )


class RetentionSettings(OneRow):
    """After how many days the site lets go of what, which the coach keeps in one form. There is one row."""

    address_days = _days(_("IP addresses, days"), 30, _("Of comments and applications. What was written stays."))
    spam_days = _days(
        _("spam, days"), 30, _("Only what a machine put into spam or the bin and you have not touched is deleted.")
    )
    unconfirmed_days = _days(
        _("unconfirmed, days"), 14, _("Sign-ups and requests of persons that nobody confirmed from their mail.")
    )
    mail_days = _days(_("mails, days"), 90, _("Then words and address go. That a mail was sent, and when, stays."))
    proposal_days = _days(
        _("propose closed applications after days"),
        730,
        _("Declined or withdrawn for so long. They are proposed to you, and never deleted by themselves."),
    )

    class Meta(OneRow.Meta):
        verbose_name = _("how long things are kept")
        verbose_name_plural = _("how long things are kept")


class RetentionReport(models.Model):
    """What one night let go of: numbers by the name of a rule."""

    ran_at = models.DateTimeField(_("night"), default=timezone.now)
    numbers = models.JSONField(_("let go of"), default=dict)

    class Meta:
        verbose_name = _("report of a night")
        verbose_name_plural = _("reports of nights")
        ordering = ["-ran_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.ran_at:%Y-%m-%d}"


class ProposedApplication(Application):
    """One that was closed so long ago that the coach may want to delete it. Nothing else ever does."""

    class Meta:
        proxy = True
        verbose_name = _("application closed long ago")
        verbose_name_plural = _("applications closed long ago")
