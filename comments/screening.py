"""The rules, then Akismet, or without a key the spam filter: public only if both agree. A person has the last word.

One attempt is claimed on the row, asked outside of any transaction, and settled in one. Whatever breaks in between,
the row is still held and due again.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.models import Post
from comments import emails, learning, reports, spam
from comments.models import Comment, Decision, ScreeningRules
from core import akismet

# How long to wait after each attempt without an answer; after the last one, a person decides. Five days in all.
PAUSES = [timedelta(minutes=m) for m in (2, 5, 15, 30)] + [timedelta(hours=h) for h in (1, 2, 4, 8, 12)]
PAUSES += [timedelta(hours=24)] * 5
LONGEST_RECHECK = timedelta(days=1)

# Its reader may change these while it is being judged; then it is due again.
_JUDGED = ["pending_text", "email", "is_private"]

_SEVERITY = [Comment.State.APPROVED, Comment.State.HELD, Comment.State.SPAM, Comment.State.BINNED]


@dataclass(frozen=True, slots=True)
class Vote:
    decider: Decision.Decider
    verdict: Comment.State
    reason: str


def screen(comment_id: int) -> None:
    """Make one attempt, if the comment is due for one."""
    if not _claim(comment_id):
        return
    comment = Comment.objects.select_related("post__address").get(pk=comment_id)
    comment.text = comment.pending_text or comment.text
    is_known = _is_known(comment)
    ruling = spam.judge(comment, ScreeningRules.load(), staff=staff_identities(), is_known=is_known)
    votes = [Vote(Decision.Decider.RULE, ruling.verdict, ruling.reason)]
    if akismet.is_configured() and not ruling.is_final and not comment.is_private:
        question = _question(comment)
        answer = akismet.check(comment.address or "", **question)
        ScreeningRules.load().note_akismet_problem(answer.alert or answer.error)
        if answer.verdict is not None:
            reports.keep(comment, question, answer.verdict)
        if answer.verdict is None or answer.is_provisional:
            _postpone(comment, answer)
            return
        votes.append(_vote(answer.verdict))
    elif not ruling.is_final and not akismet.is_configured():
        votes += _learned_votes(comment, is_known=is_known)
    _settle(comment, votes)


def _claim(comment_id: int) -> bool:
    """Take the attempt that is due, and say when the next one is: so a lost worker costs no more than a pause."""
    now = timezone.now()
    attempts = Comment.objects.values_list("screening_attempts", flat=True).filter(pk=comment_id).first() or 0
    claimed = Comment.objects.filter(pk=comment_id, screening_due_at__lte=now, screening_attempts=attempts)
    pause = PAUSES[min(attempts, len(PAUSES) - 1)]
    return bool(claimed.update(screening_attempts=F("screening_attempts") + 1, screening_due_at=now + pause))


def staff_identities() -> list[spam.Identity]:
    """Whoever may answer readers or has signed an article, also those who have left."""
    staff = User.objects.filter(Q(is_staff=True) | Q(profile__isnull=False))
    return [spam.Identity(*person) for person in staff.values_list("display_name", "email")]


def _is_known(comment: Comment) -> bool:
    """By itself too, which is approved where it is an edit that is judged."""
    approved = Comment.objects.by_reader(comment.name, comment.email).approved()
    return (approved if comment.pending_text else approved.exclude(pk=comment.pk)).exists()


def _question(comment: Comment) -> dict[str, str]:
    """What Akismet is told, under its own names."""
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


def _learned_votes(comment: Comment, *, is_known: bool) -> list[Vote]:
    """What is near certain to be spam goes out of sight; from a reader who was approved before, it is only held."""
    opinion = learning.opinion(comment)
    Comment.objects.filter(pk=comment.pk).update(spam_score=opinion.score)
    if not opinion.is_near_certain:
        return []
    state = Comment.State.HELD if is_known else Comment.State.SPAM
    return [Vote(Decision.Decider.LEARNED, state, opinion.reason)]


@transaction.atomic
def _settle(comment: Comment, votes: list[Vote]) -> None:
    """The severest vote decides; all are written down. The coach hears of it in the same transaction."""
    if not _is_still_open(comment):
        return
    *others, deciding = sorted(votes, key=lambda vote: _SEVERITY.index(vote.verdict))
    if comment.pending_text:
        _settle_edit(comment, votes, deciding)
        return
    for vote in others:
        comment.decisions.create(decider=vote.decider, verdict=vote.verdict, reason=vote.reason)
    _write_down(comment, deciding)
    Comment.objects.filter(pk=comment.pk).update(screened_at=timezone.now(), screening_due_at=None)
    emails.announce(comment)


def _settle_edit(comment: Comment, votes: list[Vote], deciding: Vote) -> None:
    """The new words take the place of the old ones if every vote is for them; else both wait for a person."""
    for vote in votes:
        _write_down(comment, vote)
    Comment.objects.filter(pk=comment.pk).update(screened_at=timezone.now(), screening_due_at=None)
    if deciding.verdict == Comment.State.APPROVED and not Comment.objects.saying_the_same_as(comment).exists():
        comment.reword(comment.pending_text)
        emails.announce(comment)


@transaction.atomic
def _postpone(comment: Comment, answer: akismet.Answer) -> None:
    """No answer, or one that Akismet may take back: the comment stays held until the next attempt, or for good."""
    if not _is_still_open(comment):
        return
    reason = _("Akismet gave no answer: %(error)s") % {"error": answer.error}
    if answer.is_provisional:
        reason = _("Akismet wants to be asked again.")
        after = min(timedelta(seconds=answer.recheck_after or 0), LONGEST_RECHECK)
        Comment.objects.filter(pk=comment.pk).update(screening_due_at=timezone.now() + after)
    _write_down(comment, Vote(Decision.Decider.AKISMET, Comment.State.HELD, reason))
    if comment.screening_attempts >= len(PAUSES):
        reason = _("Akismet was asked %(count)d times and gave no answer to rely on. It waits for a person.")
        reason %= {"count": comment.screening_attempts}
        _write_down(comment, Vote(Decision.Decider.RULE, Comment.State.HELD, reason))
        Comment.objects.filter(pk=comment.pk).update(screening_due_at=None)
        emails.announce(comment)


def _write_down(comment: Comment, vote: Vote) -> None:
    """Decide so; but of an edit only say so, since the words before it stay as they are."""
    if not comment.pending_text:
        comment.decide(vote.verdict, decider=vote.decider, reason=vote.reason)
        return
    reason = _("What it was changed to: %(reason)s") % {"reason": vote.reason}
    comment.decisions.create(decider=vote.decider, verdict=vote.verdict, reason=reason[:300])


def _is_still_open(comment: Comment) -> bool:
    """Under a lock: is it there as it was judged, and has no person decided meanwhile?

    A person's decision is about the words before an edit.
    """
    locked = Comment.objects.select_for_update().filter(pk=comment.pk, screening_due_at__isnull=False).first()
    if locked is None or any(getattr(locked, name) != getattr(comment, name) for name in _JUDGED):
        return False
    return bool(comment.pending_text) or (locked.text == comment.text and not locked.was_decided_by_person())
