from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.models import Post
from core.private_links import PrivateLinkMixin
from offers.models.offer import Offer

# Long enough to detect a flood. Then the IP address is removed.
IP_ADDRESS_KEPT = timedelta(hours=1)


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def confirmed(self) -> "SignUpQuerySet":
        return self.filter(confirmed_at__isnull=False)

    def unconfirmed(self) -> "SignUpQuerySet":
        return self.filter(confirmed_at=None)

    def expired(self, moment: datetime) -> "SignUpQuerySet":
        """Sign-ups that nobody has confirmed, or requested again since ``moment``."""
        return self.unconfirmed().filter(asked_at__lt=moment)

    def clear_ip_addresses(self) -> int:
        """Remove IP addresses that are no longer needed to detect a flood. Returns the number of rows."""
        return self.filter(ip_address__isnull=False, asked_at__lte=timezone.now() - IP_ADDRESS_KEPT).update(
            ip_address=None
        )


class SignUp(PrivateLinkMixin):
    """A person who wants what an offer gives. Only the link in the mail proves that the address is theirs."""

    private_view, private_link_max_age = "sign_up_page", timedelta(days=365)

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="sign_ups", verbose_name=_("offer"))
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), max_length=254, db_index=True)
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("article")
    )
    consent_text = models.TextField(_("wording of the consent"))
    created_at = models.DateTimeField(_("signed up"), default=timezone.now, db_index=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    asked_at = models.DateTimeField(_("last asked"), default=timezone.now)
    ip_address = models.GenericIPAddressField(_("IP address"), null=True, blank=True)

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
            models.Index(
                fields=["ip_address", "asked_at"], condition=Q(ip_address__isnull=False), name="sign_up_by_ip_address"
            )
        ]

    def __str__(self) -> str:
        # Without name and address, because the admin's log stores this.
        return f"{self.created_at:%Y-%m-%d %H:%M}"

    @classmethod
    def rows_for_links(cls) -> models.QuerySet["SignUp"]:
        return cls.objects.select_related("offer__page")

    def confirm(self) -> None:
        """Record that the owner of the address has confirmed. Only the first time counts."""
        SignUp.objects.unconfirmed().filter(pk=self.pk).update(confirmed_at=timezone.now(), ip_address=None)
