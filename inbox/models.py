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
from core.one_row import OneRow


class InboxSettings(OneRow):
    """How the coach wants her inbox. There is one row."""

    backlog_days = models.PositiveSmallIntegerField(
        gettext_lazy("a day's work goes back by days"),
        default=60,
        validators=[MinValueValidator(1)],
        help_text=gettext_lazy("What has waited for longer stands in a list of its own, behind the day's work."),
    )

    class Meta(OneRow.Meta):
        verbose_name = gettext_lazy("settings of the inbox")
        verbose_name_plural = gettext_lazy("settings of the inbox")

    def backlog_before(self) -> datetime:
        return timezone.now() - timedelta(days=self.backlog_days)


class ActQuerySet(models.QuerySet["Act"]):
    def lasting(self) -> "ActQuerySet":
        """Those that were not undone."""
        return self.filter(undone_at=None)


class Act(models.Model):
    """What somebody did in the inbox to one comment or application, with all that it takes to undo it.

    ``before`` and ``after`` hold the values of the fields that an act may change. What is done to many at once has
    one ``batch``, which is undone as a whole.
    """

    class Verb(models.TextChoices):
        ANSWER = "answer", gettext_lazy("answered")
        APPROVE = "approve", gettext_lazy("approved")
        SETTLE = "settle", gettext_lazy("needs no answer")
        SNOOZE = "snooze", gettext_lazy("put off")
        SPAM = "spam", gettext_lazy("marked as spam")
        BIN = "bin", gettext_lazy("put in the bin")
        TALK = "talk", gettext_lazy("in conversation")
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

    objects = ActQuerySet.as_manager()

    class Meta:
        ordering = ["-done_at", "-pk"]
        indexes = [models.Index(fields=["person", "-done_at"], name="act_by_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(comment=None, application__isnull=False) | Q(comment__isnull=False, application=None),
                name="act_is_on_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_verb_display()}"

    @property
    def name(self) -> str:
        """Of whose words it was done to."""
        return (self.comment or self.application).name  # type: ignore[union-attr]
