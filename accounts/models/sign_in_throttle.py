from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# After this time without a failure, counting starts again.
FAILURE_LIFETIME = timedelta(days=1)

# For this long, a place counts as one from which the account has signed in.
SUCCESS_LIFETIME = timedelta(days=90)


class SignInThrottleQuerySet(models.QuerySet["SignInThrottle"]):
    def expired(self) -> "SignInThrottleQuerySet":
        """Rows that no longer have any effect."""
        now = timezone.now()
        failed = Q(failed_at=None) | Q(failed_at__lt=now - FAILURE_LIFETIME)
        return self.filter(failed, Q(succeeded_at=None) | Q(succeeded_at__lt=now - SUCCESS_LIFETIME))


class SignInThrottle(models.Model):
    """The number of failed attempts for an account, a network, or an account from one network.

    ``key`` is a keyed hash of these, so that the row contains no e-mail or IP address.
    """

    key = models.CharField(_("key"), max_length=64, unique=True)
    failures = models.PositiveIntegerField(_("failures"), default=0)
    failed_at = models.DateTimeField(_("last failure"), null=True)
    paused_until = models.DateTimeField(_("paused until"), null=True)
    succeeded_at = models.DateTimeField(_("last success"), null=True)

    objects = SignInThrottleQuerySet.as_manager()

    class Meta:
        verbose_name = _("brake")
        verbose_name_plural = _("brakes")

    def __str__(self) -> str:
        return self.key[:8]

    @property
    def has_recent_success(self) -> bool:
        return bool(self.succeeded_at and self.succeeded_at > timezone.now() - SUCCESS_LIFETIME)

    @property
    def recent_failures(self) -> int:
        is_recent = self.failed_at and self.failed_at > timezone.now() - FAILURE_LIFETIME
        return self.failures if is_recent else 0
