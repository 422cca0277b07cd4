from django.db import models
from django.utils.translation import gettext_lazy as _


class MailKind(models.TextChoices):
    BACKUP_FAILED = "backup-failed", _("a backup that failed, to owners")
