from django.db import models
from django.utils.translation import gettext_lazy as _


class MailKind(models.TextChoices):
    SIGN_IN_CODE = "sign-in-code", _("sign-in code, to staff")
    PASSWORD_RESET = "password-reset", _("link to set a new password, to staff")
    NEW_DEVICE = "new-device", _("sign-in on a new device, to staff")
    ACCOUNT_CHANGED = "account-changed", _("sign-in settings changed, to staff")
    INVITATION = "invitation", _("invitation to the site, to staff")
