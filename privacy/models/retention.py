from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.models import Application
from core.singletons import Singleton


def _days(label: Any, default: int, help_text: Any = "") -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MinValueValidator(1)], help_text=help_text
    )


class RetentionSettings(Singleton):
    """For how many days the site keeps things. There is one row."""

    ip_address_days = _days(_("IP addresses (days)"), 30, _("Of comments and applications, whose text is kept."))
    spam_days = _days(
        _("spam (days)"), 30, _("Only what the site put into spam or the bin, and you have not touched, is deleted.")
    )
    unconfirmed_days = _days(
        _("unconfirmed (days)"),
        14,
        _("Sign-ups and privacy requests that were never confirmed by the link in the mail."),
    )
    mail_days = _days(
        _("mails (days)"), 90, _("Then text and address are deleted. That a mail was sent, and when, is kept.")
    )
    proposal_days = _days(
        _("propose closed applications after (days)"),
        730,
        _("Declined or withdrawn for that long. They are proposed to you, and never deleted automatically."),
    )

    class Meta(Singleton.Meta):
        verbose_name = _("retention")
        verbose_name_plural = _("retention")


class RetentionReport(models.Model):
    """What one night's run deleted: numbers of rows by the name of the rule."""

    ran_at = models.DateTimeField(_("night"), default=timezone.now)
    numbers = models.JSONField(_("deleted"), default=dict)

    class Meta:
        verbose_name = _("nightly report")
        verbose_name_plural = _("nightly reports")
        ordering = ["-ran_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.ran_at:%Y-%m-%d}"


class ClosedApplication(Application):
    """An application that was closed so long ago that the site proposes to delete it. Only staff delete it."""

    class Meta:
        proxy = True
        verbose_name = _("application closed a long time ago")
        verbose_name_plural = _("applications closed a long time ago")
