from django.db import models
from django.utils.translation import gettext_lazy as _


class MailKind(models.TextChoices):
    LINKS_DEAD = "links-dead", _("dead links, to staff")
    REVIEW = "review", _("asks for a review, to staff")
