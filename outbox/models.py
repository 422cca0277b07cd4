from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def waiting(self) -> "OutgoingMailQuerySet":
        return self.filter(sent_at=None, given_up_at=None)

    def due(self) -> "OutgoingMailQuerySet":
        return self.waiting().filter(due_at__lte=timezone.now())

    def failed(self) -> "OutgoingMailQuerySet":
        return self.exclude(last_error="").filter(sent_at=None)


class OutgoingMail(models.Model):
    """A mail, written in the same transaction as what it announces and sent by a task."""

    class Kind(models.TextChoices):
        COMMENT_HELD = "comment-held", _("comment waits for moderation")
        COMMENT_PUBLISHED = "comment-published", _("comment was published")
        APPLICATION_RECEIVED = "application-received", _("application received, to the applicant")
        APPLICATION_NEW = "application-new", _("new application, to the coach")

    kind = models.CharField(_("kind"), max_length=40, choices=Kind)
    key = models.CharField(
        _("key"), max_length=160, unique=True, help_text=_("What it announces and to whom: no mail is written twice.")
    )
    to = models.EmailField(_("to"))
    reply_to = models.EmailField(_("reply to"), blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now, db_index=True)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("given up"), null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(sent_at=None, given_up_at=None), name="outbox_waiting_by_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"
