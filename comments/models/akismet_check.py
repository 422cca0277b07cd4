from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from comments.models.choices import CommentState

if TYPE_CHECKING:
    from comments.models.comment import Comment


class AkismetCheck(models.Model):
    """The fields sent to Akismet for a comment, which a later report has to repeat exactly. Kept for 15 days.

    ``report_due_at`` is when Akismet is to be told that it was wrong, or empty if it need not be. ``reported`` is the
    verdict reported last.
    """

    class Verdict(models.TextChoices):
        HAM = "ham"
        SPAM = "spam"

    comment = models.OneToOneField("Comment", on_delete=models.CASCADE, related_name="akismet_check")
    user_ip = models.GenericIPAddressField(null=True)
    fields = models.JSONField()
    verdict = models.CharField(max_length=4, choices=Verdict)
    checked_at = models.DateTimeField(default=timezone.now, db_index=True)
    reported = models.CharField(max_length=4, choices=Verdict, blank=True)
    report_due_at = models.DateTimeField(null=True)
    report_claimed_until = models.DateTimeField(null=True)
    report_attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["report_due_at"], condition=Q(report_due_at__isnull=False), name="akismet_report_by_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.verdict}"

    def needed_report(self, comment: "Comment") -> str:
        """Return the verdict to report, given the state in which a person put ``comment``. Empty means no report.

        Private comments and comments whose text was changed since are not reported. Held means that the person agrees
        with Akismet, and the bin says nothing about spam.
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
