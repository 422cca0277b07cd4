from django.db import models
from django.utils.translation import gettext_lazy as _


class MailKind(models.TextChoices):
    PRIVACY_CONFIRM = "privacy-confirm", _("privacy request to confirm, to the given address")
    PRIVACY_DONE = "privacy-done", _("export or erasure, done")
