from django.db import models
from django.utils.translation import gettext_lazy as _


class MailKind(models.TextChoices):
    TEST = "test", _("test mail, to staff")
