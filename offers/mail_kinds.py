from django.db import models
from django.utils.translation import gettext_lazy as _


class MailKind(models.TextChoices):
    SIGN_UP = "sign-up", _("sign-up to confirm, to the given address")
