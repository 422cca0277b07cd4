from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.models import Post
from coaching.models.offer import Offer
from core import tokens
from core.addresses import absolute

PURPOSE = "sign-up"
LIVES = timedelta(days=365)

# So long it takes to tell a flood; then nothing is left of where it came from.
ADDRESS_KEPT = timedelta(hours=1)


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def confirmed(self) -> "SignUpQuerySet":
        return self.filter(confirmed_at__isnull=False)

    def unconfirmed(self) -> "SignUpQuerySet":
        return self.filter(confirmed_at=None)

    def lapsed(self, moment: datetime) -> "SignUpQuerySet":
        """Those that nobody has confirmed, or asked for again since ``moment``."""
        return self.unconfirmed().filter(asked_at__lt=moment)

    def forget_addresses(self) -> int:
        """Take out the IP addresses that are no longer needed to tell a flood. How many it were."""
        return self.filter(address__isnull=False, asked_at__lte=timezone.now() - ADDRESS_KEPT).update(address=None)


class SignUp(models.Model):
    """Somebody wants what an offer gives. Whether the address is theirs, only the link in the mail can tell."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="sign_ups", verbose_name=_("offer"))
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), max_length=254, db_index=True)
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("article")
    )
    consent_text = models.TextField(_("consent, as it was worded"))
    created_at = models.DateTimeField(_("signed up"), default=timezone.now, db_index=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    asked_at = models.DateTimeField(_("last asked"), default=timezone.now)
    address = models.GenericIPAddressField(_("IP address"), null=True, blank=True)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "email"], name="sign_up_once_for_each_offer"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="sign_up_email_is_lower_case"),
        ]
        indexes = [
            models.Index(fields=["address", "asked_at"], condition=Q(address__isnull=False), name="sign_up_by_address")
        ]

    def __str__(self) -> str:
        # Not who it is: the admin's log quotes this.
        return f"{self.created_at:%Y-%m-%d %H:%M}"

    @classmethod
    def of_token(cls, token: str) -> "SignUp | None":
        """Whose link it is; ``None`` if it is forged, too old, or of somebody who is no longer there."""
        pk = tokens.unsign(PURPOSE, token, LIVES)
        return cls.objects.select_related("offer__page").filter(pk=pk).first() if pk else None

    @property
    def link(self) -> str:
        """The whole address of the page that confirms it, and then gives what the offer gives."""
        return absolute(reverse("sign_up_page", args=[tokens.sign(PURPOSE, self.pk)]))

    def confirm(self) -> None:
        """It was the owner of the address who asked. The first time counts."""
        SignUp.objects.unconfirmed().filter(pk=self.pk).update(confirmed_at=timezone.now(), address=None)
