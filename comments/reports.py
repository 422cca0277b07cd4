"""Akismet is told where it was wrong, as soon as a person decides otherwise: two minutes later, in the background.

So what was undone meanwhile was never reported. Imported comments were not asked about, and are never reported.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from comments.models import AkismetQuestion, Comment, ScreeningRules
from core import akismet

KEPT = timedelta(days=15)
UNDO = timedelta(minutes=2)
PAUSES = [timedelta(minutes=m) for m in (5, 30)] + [timedelta(hours=h) for h in (2, 6, 12)] + [timedelta(days=1)] * 5
AT_ONCE = 50


@transaction.atomic
def keep(comment: Comment, fields: dict[str, str], verdict: akismet.Verdict) -> None:
    """Remember what was asked, and that a person may have decided while it was."""
    if not Comment.objects.select_for_update().filter(pk=comment.pk, erased_at=None).exists():
        return  # Erased while Akismet was asked.
    is_ham = verdict == akismet.Verdict.HAM
    asked = {
        "user_ip": comment.address,
        "fields": fields,
        "verdict": AkismetQuestion.Verdict.HAM if is_ham else AkismetQuestion.Verdict.SPAM,
        "asked_at": timezone.now(),
        "reported": "",
        "report_due_at": None,
        "report_attempts": 0,
    }
    AkismetQuestion.objects.update_or_create(comment=comment, defaults=asked)
    if comment.was_decided_by_person():
        order(comment)


def order(comment: Comment) -> None:
    """Have Akismet told if it was wrong about ``comment``, or call off what it has not been told yet."""
    question = AkismetQuestion.objects.filter(comment=comment).first()
    if question:
        stands = Comment.objects.only("state", "text", "is_private").get(pk=comment.pk)
        question.report_due_at = timezone.now() + UNDO if question.report(stands) else None
        question.report_attempts = 0
        question.save(update_fields=["report_due_at", "report_attempts"])


def send_due() -> None:
    """Send what is due, until Akismet gives no answer; then each is tried again after a pause, for days."""
    due = AkismetQuestion.objects.filter(report_due_at__lte=timezone.now()).order_by("report_due_at")
    for question in due.select_related("comment")[:AT_ONCE]:
        if not _send(question):
            return


def _send(question: AkismetQuestion) -> bool:
    """Claimed on the row, sent outside of any transaction. ``False`` if there was no answer."""
    last = question.report_attempts >= len(PAUSES)
    report = question.report(question.comment)
    if last or not report:
        AkismetQuestion.objects.filter(pk=question.pk).update(report_due_at=None)
        return True
    if not question.claim(timezone.now() + PAUSES[question.report_attempts]):
        return True
    error = akismet.report(akismet.Verdict(report), question.user_ip or "", **question.fields)
    if error:
        ScreeningRules.load().note_akismet_problem(error)
        return False
    AkismetQuestion.objects.filter(pk=question.pk).update(reported=report)
    order(question.comment)
    return True


def forget() -> int:
    """What was asked holds a reader's words and address; it is needed no longer than Akismet takes reports."""
    return AkismetQuestion.objects.filter(asked_at__lt=timezone.now() - KEPT).delete()[0]
