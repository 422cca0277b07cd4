from typing import Self

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User
from accounts.sign_in.user_agents import describe_user_agent


class DeviceQuerySet(models.QuerySet["Device"]):
    def signed_in(self, user: User) -> list["Device"]:
        """Devices of ``user`` with a valid session, the last seen first."""
        devices = list(self.filter(user=user, session_key__isnull=False).order_by("-last_seen_at", "-pk"))
        keys = [device.session_key for device in devices]
        sessions = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
        # A session from before the last change of the password still exists, but is not valid.
        known = user.get_session_auth_hash()
        live = {
            session.session_key
            for session in sessions
            if constant_time_compare(session.get_decoded().get(HASH_SESSION_KEY, ""), known)
        }
        return [device for device in devices if device.session_key in live]

    @transaction.atomic
    def end(self) -> int:
        """End the sessions of these devices at once, and forget the devices."""
        keys = [key for key in self.values_list("session_key", flat=True) if key]
        Session.objects.filter(session_key__in=keys).delete()
        return self.delete()[1].get(self.model._meta.label, 0)

    def expired(self) -> Self:
        """Devices that were not seen for as long as a browser keeps their cookie."""
        return self.filter(last_seen_at__lt=timezone.now() - settings.DEVICE_COOKIE_AGE)


class Device(models.Model):
    """A browser in which somebody has signed in. It is recognised by a cookie, of which ``token`` is a keyed hash.

    ``session_key`` is the key of its current session, or empty.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    token = models.CharField(max_length=64)
    session_key = models.CharField(max_length=40, unique=True, null=True)  # noqa: DJ001 - many have none, which "" would make one
    user_agent = models.CharField(max_length=300, blank=True)
    signed_in_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = [models.UniqueConstraint(fields=["user", "token"], name="device_once_for_each_user")]

    def __str__(self) -> str:
        return describe_user_agent(self.user_agent)
