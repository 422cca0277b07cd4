"""Store a reader's comment: a valid form becomes one committed row, held, and only then the reader is told.

A task for screening is enqueued in the same transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock

from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.models import Post
from comments import tasks
from comments.models import Comment, Decision, MailRecipient
from comments.screening import rules
from comments.screening.pipeline import staff_identities
from core.prepared_queries import PreparedInsert, PreparedQuery
from core.queue import enqueue_once
from core.web.networks import network_of
from core.web.rate_limits import FloodError, Limit, PreparedRows, refuse_flood

# WordPress's flood limit, and one for an hour, for one reader in one network. For a shared network or e-mail address
# alone, the limits are far higher.
LIMITS = [
    Limit(1, timedelta(seconds=15), fields=("email", "network")),
    Limit(20, timedelta(hours=1), fields=("email", "network")),
    Limit(10, timedelta(seconds=15), fields=("network",)),
    Limit(200, timedelta(hours=1), fields=("network",)),
    Limit(60, timedelta(hours=1), fields=("email",)),
]

_turn = Lock()
# In seconds.
LONGEST_TURN = 1.0
_new_comment = PreparedInsert(Comment)
_counted = PreparedRows(Comment.objects.by_guests(), LIMITS)
# Locked, so that the limits hold for comments at the same moment.
_locked_post = PreparedQuery(
    lambda pk: Post.objects.not_binned().filter(pk=pk).select_for_update(no_key=True).order_by().values("pk")
)


@dataclass(frozen=True, slots=True)
class Received:
    """The stored comment. ``is_new`` is false if the same comment had been stored before."""

    comment: Comment
    is_new: bool

    @property
    def url(self) -> str:
        """Where the reader is redirected. A stranger who repeats a comment that is not public learns nothing about
        it."""
        if self.is_new:
            return self.comment.private_url
        if self.comment.state == Comment.State.APPROVED:
            return self.comment.get_absolute_url()
        return reverse("comment_already_received")


def submit(comment: Comment, *, is_filled_by_bot: bool = False) -> Received:
    """Store a guest's ``comment``, once, and have it screened; with ``is_filled_by_bot`` it is kept as spam.

    Raises ``FloodError``, and ``Post.DoesNotExist`` if the article was deleted in this moment.
    """
    comment.prepare()
    try:
        with _take_turns(), transaction.atomic():
            if not _locked_post.values(comment.post_id):
                raise Post.DoesNotExist
            network = network_of(comment.ip_address)
            refuse_flood(_counted, LIMITS, email=comment.email, network=network)
            _store(comment, is_filled_by_bot)
    except (FloodError, IntegrityError):
        # Only now, because a repetition is rare: a constraint refuses it, and within a short time the limits do.
        first = _find_duplicate(comment)
        if first is None:
            raise
        return Received(first, is_new=False)
    return Received(comment, is_new=True)


@contextmanager
def _take_turns() -> Iterator[None]:
    """Let the threads of this process wait for each other. SQLite lets them sleep, longer each time, until the database
    happens to be free when they look.

    If another process holds the database, they wait for that side by side.
    """
    has_turn = connection.vendor == "sqlite" and _turn.acquire(timeout=LONGEST_TURN)
    try:
        yield
    finally:
        if has_turn:
            _turn.release()


def _find_duplicate(comment: Comment) -> Comment | None:
    return Comment.objects.duplicates_of(comment).only("state").first()


def _store(comment: Comment, is_filled_by_bot: bool) -> None:
    if is_filled_by_bot:
        comment.save()
        reason = _("A field that people can’t see was filled in.")
        comment.decide(Comment.State.SPAM, decider=Decision.Decider.RULE, reason=reason)
        return
    comment.screening_due_at = timezone.now()
    comment.join_thread()
    _new_comment.insert(comment)
    MailRecipient.objects.register(comment.email)
    enqueue_once(tasks.screen_due)


def impersonates_staff(comment: Comment) -> bool:
    return rules.impersonates_staff(comment, staff_identities())
