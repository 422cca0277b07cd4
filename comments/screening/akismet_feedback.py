"""Tell Akismet where it was wrong, ``UNDO_TIME`` after a person decides otherwise, in the background.

So a decision that is undone is not reported. Imported comments were not checked and are never reported.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import AkismetCheck, Comment, ScreeningRules
from core.outbound import akismet
from core.retries import RetryPolicy
from core.undo import UNDO_TIME

REPORTABLE_FOR = timedelta(days=15)
REPORTING = RetryPolicy(
    lease=timedelta(minutes=2),
    delays=[timedelta(minutes=5), timedelta(minutes=30), *[timedelta(hours=hours) for hours in (2, 6, 12, *[24] * 4)]],
    prefix="report_",
)
BATCH_SIZE = 50


@transaction.atomic
def store_check(comment: Comment, fields: dict[str, str], verdict: akismet.Verdict) -> None:
    """Store what was sent. A person may have decided in the meantime; then a report is scheduled."""
    if not Comment.objects.select_for_update().filter(pk=comment.pk, erased_at=None).exists():
        return  # It was erased while Akismet was asked.
    is_ham = verdict == akismet.Verdict.HAM
    asked = {
        "user_ip": comment.ip_address,
        "fields": fields,
        "verdict": AkismetCheck.Verdict.HAM if is_ham else AkismetCheck.Verdict.SPAM,
        "checked_at": timezone.now(),
        "reported": "",
        "report_due_at": None,
    }
    AkismetCheck.objects.update_or_create(comment=comment, defaults=asked)
    if comment.was_decided_by_person():
        schedule_report(comment)


def schedule_report(comment: Comment) -> None:
    """Schedule a report if Akismet was wrong about ``comment``, or cancel one that is not sent yet."""
    question = AkismetCheck.objects.filter(comment=comment).first()
    if question:
        stands = Comment.objects.only("state", "text", "is_private").get(pk=comment.pk)
        columns = REPORTING.begin(after=UNDO_TIME) if question.needed_report(stands) else {"report_due_at": None}
        AkismetCheck.objects.filter(pk=question.pk).update(**columns)


def send_due() -> None:
    """Send what is due, until Akismet gives no answer; then each is tried again after a pause, for days."""
    for question in REPORTING.due(AkismetCheck.objects.all())[:BATCH_SIZE]:
        if not _send(question):
            return


def _send(question: AkismetCheck) -> bool:
    """Claimed on the row, sent outside of any transaction. ``False`` if there was no answer."""
    if not REPORTING.claim(question):
        return True
    report = question.needed_report(question.comment)
    if not report:
        REPORTING.release(question)
        return True
    error = akismet.report(akismet.Verdict(report), question.user_ip or "", **question.fields)
    if error:
        sentence = _("%(problem)s Your decision is valid. Akismet will be told later.") % {"problem": error}
        ScreeningRules.load().note_akismet_problem(sentence)
        REPORTING.postpone(question)
        return False
    AkismetCheck.objects.filter(pk=question.pk).update(reported=report)
    schedule_report(question.comment)
    return True


def delete_old_checks() -> int:
    """Delete checks that Akismet no longer takes reports for, because they hold a reader's text and IP address."""
    return AkismetCheck.objects.filter(checked_at__lt=timezone.now() - REPORTABLE_FOR).delete()[0]
