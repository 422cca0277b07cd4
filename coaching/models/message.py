from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.models.application import Application
from core.append_only import AppendOnly
from outbox.models import OutgoingMail


class Message(AppendOnly):
    """A mail from a coach to an applicant, as it was written. Rows are only added."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="messages")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("by"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), max_length=10_000)
    # Protected, because whether it was sent decides what the applicant may see.
    mail = models.OneToOneField(OutgoingMail, on_delete=models.PROTECT, related_name="application_message")
    written_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        # Without the text, because the admin's log stores this.
        return f"{self.written_at:%Y-%m-%d %H:%M}"

    @property
    def is_sent(self) -> bool:
        return self.mail.sent_at is not None

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be cancelled."""
        return not (self.mail.sent_at or self.mail.cancelled_at)
