"""Tell whether staff have a second factor and from when on they need one, and reset a lost one."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Device, User
from accounts.sign_in import mails

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def due_at(user: User) -> datetime | None:
    """Return when ``user`` must have a second factor; ``None`` if there is one already, or none is required.

    The days of grace begin with the first visit without one.
    """
    if not settings.SECOND_FACTOR_IS_ASKED_FOR or not user.is_staff or has_second_factor(user):
        return None
    if user.second_factor_due_at is None:
        user.second_factor_due_at = timezone.now() + timedelta(days=settings.SECOND_FACTOR_GRACE_DAYS)
        user.save(update_fields=["second_factor_due_at"])
    return user.second_factor_due_at


@transaction.atomic
def reset(user: User) -> int:
    """Remove all passkeys, the app and the recovery codes, end all sessions and notify the person. Returns how many
    were removed.

    After that the password alone is enough, and the days of grace begin again.
    """
    removed = Authenticator.objects.filter(user=user, type__in=FACTORS).count()
    Authenticator.objects.filter(user=user).delete()
    Device.objects.filter(user=user).end()
    user.second_factor_due_at = None
    user.save(update_fields=["second_factor_due_at"])
    if removed:
        mails.mail_account_change(user, "second_factor_reset")
    return removed
