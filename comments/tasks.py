from datetime import timedelta

from django.tasks import task
from django.utils import timezone

from comments import emails, learning, reports, screening
from comments.models import AttentionWords, Comment
from core import akismet

AT_ONCE = 100
HEARD_AFTER = timedelta(hours=1)


# After everything else: an Akismet that is silent may keep the worker waiting, and mail must not wait with it.
@task(priority=-10)
def screen(comment_id: int) -> None:
    screening.screen(comment_id)


@task
def screen_due() -> None:
    """Find what is due, each minute: attempts put off, and comments whose own task was lost."""
    due = Comment.objects.due_for_screening().order_by("screening_due_at")
    for comment_id in due.values_list("pk", flat=True)[:AT_ONCE]:
        screen.enqueue(comment_id)


@task
def announce_unscreened() -> None:
    """Tell the coach of urgent comments that are still not screened after an hour: they may be waiting for long.

    The others are in the digest, screened or not.
    """
    waiting = Comment.objects.unannounced().filter(
        attention=Comment.Attention.URGENT, created_at__lte=timezone.now() - HEARD_AFTER
    )
    for comment in waiting.select_related("post__author", "post__address")[:AT_ONCE]:
        emails.announce(comment)


@task
def read_signals_again() -> None:
    """After the lists were changed: read every comment again that may still be owed an answer."""
    words = AttentionWords.load()
    for comment in Comment.objects.unsettled().defer("html").iterator(chunk_size=AT_ONCE):
        before = (comment.attention, comment.signals)
        comment.read_signals(words)
        if (comment.attention, comment.signals) != before:
            there = Comment.objects.filter(pk=comment.pk, erased_at=None)
            there.update(attention=comment.attention, signals=comment.signals)


@task
def learn_spam() -> None:
    """Let the spam filter learn what was decided since; with Akismet there is nothing to learn."""
    if not akismet.is_configured():
        learning.learn()


@task(priority=-10)
def report_to_akismet() -> None:
    if akismet.is_configured():
        reports.send_due()
