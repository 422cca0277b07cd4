from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from comments.models.decision import CommentState

if TYPE_CHECKING:
    from comments.models.comment import Comment


class AkismetQuestion(models.Model):
    """What Akismet was asked about a comment, exactly as sent, for a report has to repeat it. It is kept for 15 days.

    ``report_due_at`` says when it is to be told that it was wrong, and is empty when it need not be. ``reported`` is
    what it was told last.
    """

    class Verdict(models.TextChoices):
        HAM = "ham"
        SPAM = "spam"

    comment = models.OneToOneField("Comment", on_delete=models.CASCADE, related_name="akismet_question")
    user_ip = models.GenericIPAddressField(null=True)
    fields = models.JSONField()
    verdict = models.CharField(max_length=4, choices=Verdict)
    asked_at = models.DateTimeField(default=timezone.now, db_index=True)
    reported = models.CharField(max_length=4, choices=Verdict, blank=True)
    report_due_at = models.DateTimeField(null=True)
    report_attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["report_due_at"], condition=Q(report_due_at__isnull=False), name="akismet_report_by_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.verdict}"

    def report(self, comment: "Comment") -> str:
        """What Akismet is to be told, ``Verdict`` or empty, by where a person has put ``comment``.

        Nothing of what is private by now, nor of words that were changed since. What she only holds is as Akismet left
        it, and what she throws away is neither.
        """
        believed = self.reported or self.verdict
        if comment.is_private or comment.text != self.fields["comment_content"]:
            return ""
        wanted = {
            CommentState.APPROVED: self.Verdict.HAM,
            CommentState.SPAM: self.Verdict.SPAM,
            CommentState.HELD: self.verdict,
        }.get(CommentState(comment.state), believed)
        return "" if wanted == believed else wanted

    def claim(self, until: datetime) -> bool:
        """Take the report that is due; it is due again ``until`` then, should its worker be lost."""
        mine = AkismetQuestion.objects.filter(
            pk=self.pk, report_due_at=self.report_due_at, report_attempts=self.report_attempts
        )
        return bool(mine.update(report_due_at=until, report_attempts=F("report_attempts") + 1))
