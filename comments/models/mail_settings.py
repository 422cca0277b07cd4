from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.singletons import Singleton

EVERY_DAY = list(range(7))


def every_day() -> list[int]:
    return EVERY_DAY.copy()


def validate_days(days: Any) -> None:
    if not isinstance(days, list) or not set(days) <= set(EVERY_DAY) or len(set(days)) != len(days):
        raise ValidationError(_("Days are numbers from 0 for Monday to 6 for Sunday."))


class MailSettings(Singleton):
    """When staff get mail about comments and applications that wait. There is one row."""

    urgent_at_once = models.BooleanField(
        gettext_lazy("urgent comments at once"),
        default=True,
        help_text=gettext_lazy(
            "A mail as soon as a comment has a red flag or a wish to buy. New applications are always mailed at once."
        ),
    )
    digest_days = models.JSONField(
        gettext_lazy("days of the digest"),
        default=every_day,
        blank=True,
        validators=[validate_days],
        help_text=gettext_lazy(
            "One mail about everything that waits, and none when nothing does. Without any day there is no digest."
        ),
    )
    digest_at = models.TimeField(gettext_lazy("time of the digest"), default=time(8))
    digest_done_on = models.DateField(null=True, blank=True, editable=False)

    class Meta(Singleton.Meta):
        verbose_name = gettext_lazy("mail to you")
        verbose_name_plural = gettext_lazy("mail to you")

    def is_digest_due(self, now: datetime) -> bool:
        """Tell whether today's digest is to be written now. After ``digest_at`` it is due until midnight."""
        local = timezone.localtime(now)
        return (
            local.weekday() in self.digest_days
            and local.time() >= self.digest_at
            and self.digest_done_on != local.date()
        )

    @classmethod
    def claim_digest(cls, now: datetime) -> bool:
        """Mark today's digest as written. Call it in the same transaction. Returns ``False`` if it is not due."""
        cls.objects.get_or_create(pk=1)
        row = cls.objects.select_for_update().get(pk=1)
        if not row.is_digest_due(now):
            return False
        cls.objects.filter(pk=1).update(digest_done_on=timezone.localdate(now))
        return True
