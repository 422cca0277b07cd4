import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from coaching.models import Application
from comments.models import Comment
from core.singletons import Singleton


class InboxSettings(Singleton):
    """The settings of the inbox. There is one row."""

    backlog_days = models.PositiveSmallIntegerField(
        gettext_lazy("backlog after (days)"),
        default=60,
        validators=[MinValueValidator(1)],
        help_text=gettext_lazy("Comments that have waited for longer are listed in the backlog."),
    )

    class Meta(Singleton.Meta):
        verbose_name = gettext_lazy("settings of the inbox")
        verbose_name_plural = gettext_lazy("settings of the inbox")

    def backlog_before(self) -> datetime:
        return timezone.now() - timedelta(days=self.backlog_days)


class InboxActionQuerySet(models.QuerySet["InboxAction"]):
    def not_undone(self) -> "InboxActionQuerySet":
        """Actions that were not undone."""
        return self.filter(undone_at=None)


class InboxAction(models.Model):
    """What a member of the staff did in the inbox to one comment or application, with what is needed to undo it.

    ``before`` and ``after`` hold the values of the fields that an action may change, dates in ISO format. Actions on
    many comments at once share a ``batch``, which is undone as a whole.
    """

    class Verb(models.TextChoices):
        ANSWER = "answer", gettext_lazy("answered")
        APPROVE = "approve", gettext_lazy("approved")
        SETTLE = "settle", gettext_lazy("needs no answer")
        SNOOZE = "snooze", gettext_lazy("put off")
        SPAM = "spam", gettext_lazy("marked as spam")
        BIN = "bin", gettext_lazy("put in the bin")
        CONVERSE = "talk", gettext_lazy("in conversation")
        DONE = "done", gettext_lazy("next step done")
        SEEN = "seen", gettext_lazy("correction seen")

    batch = models.UUIDField(default=uuid.uuid4, db_index=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    verb = models.CharField(max_length=10, choices=Verb)
    comment = models.ForeignKey(Comment, null=True, on_delete=models.CASCADE, related_name="+")
    application = models.ForeignKey(Application, null=True, on_delete=models.CASCADE, related_name="+")
    answer = models.ForeignKey(Comment, null=True, on_delete=models.SET_NULL, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    done_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    objects = InboxActionQuerySet.as_manager()

    class Meta:
        ordering = ["-done_at", "-pk"]
        indexes = [models.Index(fields=["person", "-done_at"], name="inbox_action_by_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(comment=None, application__isnull=False) | Q(comment__isnull=False, application=None),
                name="inbox_action_is_on_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_verb_display()}"

    @property
    def name(self) -> str:
        """The name of the reader or applicant."""
        return (self.comment or self.application).name  # type: ignore[union-attr]
