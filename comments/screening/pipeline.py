"""The rules, then Akismet, or without a key the spam filter: public only if both agree. A person has the last word.

One attempt is claimed on the row, asked outside of any transaction, and settled in one. Whatever breaks in between,
the row is still held and due again.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.db import transaction
from django.db.models import BigIntegerField, DateTimeField, Q, TextField
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.models import Post
from comments.models import Comment, Decision, ScreeningRules
from comments.notifications import coach as coach_notifications
from comments.screening import akismet_feedback, rules
from comments.screening.filter import classifier
from comments.screening.filter import training as spam_filter
from core.outbound import akismet
from core.prepared_queries import PreparedQuery
from core.retries import RetryPolicy

SCREENING = RetryPolicy(
    lease=timedelta(minutes=2),
    # Without an answer for five days, a person decides.
    delays=[
        *[timedelta(minutes=minutes) for minutes in (2, 5, 15, 30)],
        *[timedelta(hours=hours) for hours in (1, 2, 4, 8, 12, 24, 24, 24, 24)],
    ],
    prefix="screening_",
)
MAX_RECHECK_DELAY = timedelta(days=1)

# If the reader changes one of these during the screening, the comment is screened again.
_JUDGED_FIELDS = ["pending_text", "email", "is_private"]
_locked = PreparedQuery(
    lambda pk, claimed_until: (
        SCREENING.held(Comment(pk=pk, screening_claimed_until=claimed_until))
        .select_for_update()
        .order_by()
        .values("text", *_JUDGED_FIELDS)
    ),
    BigIntegerField(),
    DateTimeField(),
)
_approved_names = PreparedQuery(
    lambda email, pk: (
        Comment.objects.by_guests().approved().filter(email=email).exclude(pk=pk).order_by().values("name").distinct()
    ),
    TextField(),
    BigIntegerField(),
)

# How many comments are claimed and judged at once. With Akismet, the lease must be longer than it may take for all.
AT_ONCE, AT_ONCE_WITH_AKISMET = 20, 3

_SEVERITY = [Comment.State.APPROVED, Comment.State.HELD, Comment.State.SPAM, Comment.State.BINNED]


@dataclass(frozen=True, slots=True)
class Vote:
    decider: Decision.Decider
    verdict: Comment.State
    reason: str


class Criteria:
    """What comments are judged by, loaded once for some of them."""

    def __init__(self) -> None:
        self.rules = ScreeningRules.load()
        self.staff = staff_identities()

    @cached_property
    def spam_filter(self) -> classifier.Model:
        return spam_filter.current_model()


def claim_due() -> list[Comment]:
    """Claim some comments that are due."""
    count = AT_ONCE_WITH_AKISMET if akismet.is_configured() else AT_ONCE
    return SCREENING.claim_due(Comment.objects.all(), count)


def screen(comment: Comment, criteria: Criteria) -> None:
    """Make one attempt at a comment that this worker has claimed."""
    comment.text = comment.pending_text or comment.text
    is_known = _is_known(comment)
    ruling = rules.judge(comment, criteria.rules, staff=criteria.staff, is_known=is_known)
    votes = [Vote(Decision.Decider.RULE, ruling.verdict, ruling.reason)]
    if akismet.is_configured() and not ruling.is_final and not comment.is_private:
        question = _akismet_fields(comment)
        answer = akismet.check(comment.ip_address or "", **question)
        ScreeningRules.load().note_akismet_problem(_problem(answer))
        if answer.verdict is not None:
            akismet_feedback.store_check(comment, question, answer.verdict)
        if answer.verdict is None or answer.is_provisional:
            _postpone(comment, answer)
            return
        votes.append(_vote(answer.verdict))
    elif not ruling.is_final and not akismet.is_configured():
        votes += _spam_filter_votes(comment, criteria.spam_filter, is_known=is_known)
    _settle(comment, votes)


def _problem(answer: akismet.AkismetAnswer) -> str:
    """Return sentences for the coach about a problem with Akismet, or an empty text."""
    if answer.alert:
        return _("Akismet has a message for the owner of this site’s key: “%(message)s”") % {"message": answer.alert}
    if answer.error:
        sentence = _(
            "%(problem)s Until then comments are held. Akismet will be asked again automatically, "
            "and you can decide too."
        )
        return sentence % {"problem": answer.error}
    return ""


def staff_identities() -> list[rules.Identity]:
    """Return staff and authors of articles, including former ones."""
    staff = User.objects.filter(Q(is_staff=True) | Q(profile__isnull=False))
    return [rules.Identity(*person) for person in staff.values_list("display_name", "email")]


def _is_known(comment: Comment) -> bool:
    """Tell whether the reader has another approved comment, as ``CommentQuerySet.by_reader`` finds it.

    For an edit, the comment itself counts.
    """
    others = _approved_names.values(comment.email.lower(), 0 if comment.pending_text else comment.pk)
    return any(other["name"].upper() == comment.name.upper() for other in others)


def _akismet_fields(comment: Comment) -> dict[str, str]:
    """Return the fields of the request, with Akismet's names."""
    question = {
        "comment_type": "comment",
        "comment_author": comment.name,
        "comment_author_email": comment.email,
        "comment_author_url": comment.website,
        "comment_content": comment.text,
        "comment_date_gmt": comment.created_at.isoformat(timespec="seconds"),
        "comment_post_modified_gmt": comment.post.updated_at.isoformat(timespec="seconds"),
        "permalink": settings.SITE_URL + comment.post.get_absolute_url(),
        "user_agent": comment.user_agent,
        "referrer": comment.referrer,
        "blog_lang": settings.LANGUAGE_CODE,
        "blog_charset": "UTF-8",
        "comment_context": ", ".join(_subjects(comment.post)),
    }
    if settings.IS_ON_THIS_MACHINE:
        question["is_test"] = "1"
    if comment.screening_attempts > 1:
        question["recheck_reason"] = "retry"
    return question


def _subjects(post: Post) -> list[str]:
    return [*post.categories.values_list("name", flat=True), *post.tags.names()]


def _vote(verdict: akismet.Verdict) -> Vote:
    state, reason = {
        akismet.Verdict.HAM: (Comment.State.APPROVED, _("Akismet finds no spam in it.")),
        akismet.Verdict.SPAM: (Comment.State.SPAM, _("Akismet takes it for spam.")),
        akismet.Verdict.DISCARD: (Comment.State.SPAM, _("Akismet takes it for blatant spam.")),
    }[verdict]
    return Vote(Decision.Decider.AKISMET, state, reason)


def _spam_filter_votes(comment: Comment, model: classifier.Model, *, is_known: bool) -> list[Vote]:
    """Vote for spam if that is near certain. For a known reader, vote to hold."""
    opinion = spam_filter.assess(comment, model)
    comment.spam_score = opinion.score
    if not opinion.is_near_certain:
        return []
    state = Comment.State.HELD if is_known else Comment.State.SPAM
    return [Vote(Decision.Decider.LEARNED, state, opinion.reason)]


@transaction.atomic
def _settle(comment: Comment, votes: list[Vote]) -> None:
    """Record all votes; the strictest decides. The coach is notified in the same transaction."""
    if not _is_still_open(comment):
        return
    *others, deciding = sorted(votes, key=lambda vote: _SEVERITY.index(vote.verdict))
    if comment.pending_text:
        _settle_edit(comment, votes, deciding)
        return
    for vote in others:
        Decision.record(comment, vote.verdict, decider=vote.decider, reason=vote.reason)
    _record(comment, deciding)
    SCREENING.release(comment, screened_at=timezone.now(), spam_score=comment.spam_score)
    coach_notifications.notify_urgent(comment)
    _notify_reader(comment)


def _notify_reader(comment: Comment) -> None:
    """Notify the reader if the comment was held first. A comment that is public at once is seen at once."""
    from comments.notifications import (
        readers as reader_notifications,  # It writes links to the way in, which imports this.
    )

    if comment.is_shown and reader_notifications.has_been_held(comment):
        reader_notifications.update_notifications(comment)


def _settle_edit(comment: Comment, votes: list[Vote], deciding: Vote) -> None:
    """Accept the new text if every vote is for it. Otherwise both texts wait for a person."""
    for vote in votes:
        _record(comment, vote)
    SCREENING.release(comment, screened_at=timezone.now(), spam_score=comment.spam_score)
    if deciding.verdict == Comment.State.APPROVED and not Comment.objects.duplicates_of(comment).exists():
        comment.reword(comment.pending_text)
        coach_notifications.notify_urgent(comment)


@transaction.atomic
def _postpone(comment: Comment, answer: akismet.AkismetAnswer) -> None:
    """There was no answer, or a provisional one: the comment stays held until the next attempt, or for a person."""
    if not _is_still_open(comment):
        return
    reason = _("%(problem)s The comment is held. Akismet will be asked again automatically.") % {
        "problem": answer.error
    }
    due_at = SCREENING.next_attempt(comment)
    if answer.is_provisional:
        reason = _("Akismet wants to be asked again.")
        due_at = due_at and timezone.now() + min(timedelta(seconds=answer.recheck_after or 0), MAX_RECHECK_DELAY)
    _record(comment, Vote(Decision.Decider.AKISMET, Comment.State.HELD, reason))
    SCREENING.release(comment, due_at)
    if due_at is None:
        reason = _("Akismet was asked %(count)d times and gave no reliable answer. The comment is held for a person.")
        reason %= {"count": comment.screening_attempts}
        _record(comment, Vote(Decision.Decider.RULE, Comment.State.HELD, reason))
        coach_notifications.notify_urgent(comment)


def _record(comment: Comment, vote: Vote) -> None:
    """Record the vote as a decision. For an edit it does not change the state, because the old text stays public."""
    if not comment.pending_text:
        comment.decide(vote.verdict, decider=vote.decider, reason=vote.reason)
        return
    reason = _("What it was changed to: %(reason)s") % {"reason": vote.reason}
    Decision.record(comment, vote.verdict, decider=vote.decider, reason=reason)


def _is_still_open(comment: Comment) -> bool:
    """Lock the comment. Tell whether it is still as it was judged and no person has decided since.

    For an edit, an earlier decision by a person does not count, because it was about the old text.
    """
    for locked in _locked.values(comment.pk, comment.screening_claimed_until):
        if any(locked[name] != getattr(comment, name) for name in _JUDGED_FIELDS):
            return False
        return bool(comment.pending_text) or (locked["text"] == comment.text and not comment.was_decided_by_person())
    return False
