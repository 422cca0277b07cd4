from datetime import timedelta

from django.db import transaction
from django.tasks import task
from django.utils import timezone

from comments import unanswered
from comments.models import Comment, TriageWords
from comments.notifications import coach as coach_notifications
from comments.screening import akismet_feedback
from comments.screening import pipeline as screening
from comments.screening.filter import training as spam_filter
from core.outbound import akismet
from core.queue import enqueue_once

BATCH_SIZE = 100
# Readers who send comments at this time wait for the transactions of the screening, so it rests in between.
REST = timedelta(seconds=1)
NOTIFY_AFTER = timedelta(hours=1)


# Low priority, because Akismet may be slow and mail must not wait for it.
@task(priority=-10)
def screen_due() -> None:
    """Runs every minute, and soon after a comment was stored. Screens some of the comments that are due.

    The others, and those that come meanwhile, are left to the task that it enqueues.
    """
    failures = []
    with transaction.atomic():
        comments = screening.claim_due()
        if comments:
            enqueue_once(screen_due, REST)
    criteria = screening.Criteria()
    for comment in comments:
        try:
            screening.screen(comment, criteria)
        except Exception as failure:  # One comment must not hold up the others.
            failures.append(failure)
    if failures:
        raise ExceptionGroup("Some comments could not be screened. They are tried again.", failures)


@task
def notify_of_unscreened() -> None:
    """Notify the coach of urgent comments that are not screened after an hour.

    The others are in the digest, screened or not.
    """
    waiting = Comment.objects.unannounced().filter(
        priority=Comment.Priority.URGENT, created_at__lte=timezone.now() - NOTIFY_AFTER
    )
    for comment in waiting.select_related("post__author", "post__address")[:BATCH_SIZE]:
        coach_notifications.notify_urgent(comment)


@task
def remember_answers() -> None:
    """Runs every minute."""
    unanswered.remember_answers()


@task
def repeat_triage() -> None:
    """Run triage again on all comments that may need an answer, after the word lists were changed."""
    words = TriageWords.load()
    for comment in Comment.objects.unsettled().defer("html").iterator(chunk_size=BATCH_SIZE):
        before = (comment.priority, comment.triage)
        comment.run_triage(words)
        if (comment.priority, comment.triage) != before:
            there = Comment.objects.filter(pk=comment.pk, erased_at=None)
            there.update(priority=comment.priority, triage=comment.triage)


@task
def train_spam_filter() -> None:
    """Train the spam filter with new decisions. It is not used with Akismet."""
    if not akismet.is_configured():
        spam_filter.train()


@task(priority=-10)
def report_to_akismet() -> None:
    if akismet.is_configured():
        akismet_feedback.send_due()
