from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User
from core.private_links import PrivateLinkMixin


class Invitation(PrivateLinkMixin):
    """Lets whoever has its link set the name and the password of an account, once. A new one revokes older links."""

    private_view, private_link_max_age = "account_invitation", timedelta(days=7)

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="invitation")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return str(self.user)
