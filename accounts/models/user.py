from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(
            email, password, **{"role": Role.OWNER, **fields, "is_staff": True, "is_superuser": True}
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address. Readers who comment have no account."""

    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(_("name"), max_length=120, help_text=_("As readers see it."))
    is_staff = models.BooleanField(
        _("staff"), default=False, help_text=_("May sign in to the admin. Answers by staff have a badge.")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    second_factor_due_at = models.DateTimeField(_("second factor due"), null=True, editable=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case"),
            models.CheckConstraint(
                condition=models.Q(role="") | models.Q(is_staff=True), name="user_with_role_is_staff"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()
        self.is_staff = self.is_staff or bool(self.role)

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        with transaction.atomic():
            super().save(*args, **kwargs)
            if fields is None or "email" in fields:
                self._tell_allauth()

    def _tell_allauth(self) -> None:
        """Keep allauth's table of e-mail addresses to the one address, because allauth would accept an old one."""
        EmailAddress.objects.filter(user=self).exclude(email=self.email).delete()
        EmailAddress.objects.bulk_create(
            [EmailAddress(user=self, email=self.email, verified=True, primary=True)],
            update_conflicts=True,
            unique_fields=["user", "email"],
            update_fields=["verified", "primary"],
        )

    @property
    def may_do_everything(self) -> bool:
        return self.is_active and (self.is_superuser or self.role == Role.OWNER)

    @property
    def shown_role(self) -> Role | None:
        """The role that the interface names. A superuser may do what an owner may; single permissions are no role."""
        return Role.OWNER if self.is_superuser else Role(self.role) if self.role else None

    def get_short_name(self) -> str:
        """The first word of the name, which readers see."""
        return (self.display_name.split() or [self.email])[0]
