from django.db import models
from django.utils.translation import gettext_lazy as _


class MailKind(models.TextChoices):
    APPLICATION_RECEIVED = "application-received", _("application received, to the applicant")
    APPLICATION_NEW = "application-new", _("new application, to the coach")
    APPLICATION_MESSAGE = "application-message", _("message from the coach, to the applicant")
    APPLICATION_LINK = "application-link", _("link to an application, to the applicant")
    APPLICATION_CORRECTED = "application-corrected", _("application corrected, to the coach")
    APPLICATION_WITHDRAWN = "application-withdrawn", _("application withdrawn or deleted, to the coach")
