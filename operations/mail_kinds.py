from django.db import models
from django.utils.translation import gettext_lazy as _


class MailKind(models.TextChoices):
    SITE_TROUBLE = "site-trouble", _("something wrong with the site, to owners")
