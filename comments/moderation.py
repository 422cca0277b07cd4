"""What the coach does with comments. Each of it is a person's decision, which no machine overrides."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from comments import hearing, reports
from comments.models import Comment, Decision

State = Comment.State


class Verb(models.TextChoices):
    APPROVE = "approve", gettext_lazy("Approve")
    HOLD = "hold", pgettext_lazy("moderation", "Hold")
    SPAM = "spam", pgettext_lazy("moderation", "Spam")
    BIN = "bin", pgettext_lazy("moderation", "Bin")
    RESTORE = "restore", gettext_lazy("Restore")


LEADS_TO = {Verb.APPROVE: State.APPROVED, Verb.HOLD: State.HELD, Verb.SPAM: State.SPAM, Verb.BIN: State.BINNED}
RETURNS_BY: dict[str, Verb] = {state: verb for verb, state in LEADS_TO.items()}

OFFERED: dict[str, list[Verb]] = {
    State.HELD: [Verb.APPROVE, Verb.SPAM, Verb.BIN],
    State.APPROVED: [Verb.HOLD, Verb.SPAM, Verb.BIN],
    State.SPAM: [Verb.APPROVE, Verb.HOLD, Verb.BIN],
    State.BINNED: [Verb.RESTORE, Verb.APPROVE, Verb.SPAM],
}
OUT_OF_SIGHT = (State.SPAM, State.BINNED)


class RefusedError(Exception):
    """It cannot be done. The message says why, to the person who asked for it."""


@dataclass
class Outcome:
    done: list[Comment] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def offered(comment: Comment) -> list[Verb]:
    """What may be done with it where it is."""
    refused = {Verb.APPROVE} if comment.is_private else set()
    return [verb for verb in OFFERED[comment.state] if verb not in refused]


def can_be_answered(comment: Comment) -> bool:
    return comment.kind == Comment.Kind.COMMENT and comment.state not in OUT_OF_SIGHT


@transaction.atomic
def moderate(comment: Comment, verb: Verb, *, by: User) -> None:
    """Put ``comment`` where ``verb`` leads; ``RESTORE`` leads back to the state before, or to held if there is none.

    A mail about what becomes public by that is written, and one about what was public taken back, see ``hearing``.
    Raises ``RefusedError`` if it was in the bin and the same words by the same person stand elsewhere by now, if it
    is private and would be public, or if its reader took it back.
    """
    was = comment.state
    state = LEADS_TO.get(verb) or comment.state_before or State.HELD
    # Under a lock: its reader may take it back, or make it private, in this moment.
    is_private = Comment.objects.select_for_update().values_list("is_private", flat=True).get(pk=comment.pk)
    if state == State.APPROVED and is_private:
        raise RefusedError(_("This stays between its reader and you: it is never public."))
    if state in (State.APPROVED, State.HELD) and comment.was_taken_back():
        raise RefusedError(_("%(name)s took this back: it stays in the bin.") % {"name": comment.name})
    try:
        comment.decide(state, decider=Decision.Decider.PERSON, person=by)
    except IntegrityError as error:
        sentence = _("%(name)s wrote the same once more, and that one is not in the bin: this one stays where it is.")
        raise RefusedError(sentence % {"name": comment.name}) from error
    reports.order(comment)
    if comment.state != was:
        hearing.follow(comment)


def moderate_all(comments: Iterable[Comment], verb: Verb, *, by: User) -> Outcome:
    """``moderate`` each on its own, so that one that is refused does not keep the others back."""
    outcome = Outcome()
    for comment in comments:
        try:
            moderate(comment, verb, by=by)
            outcome.done.append(comment)
        except RefusedError as refusal:
            outcome.refused.append(str(refusal))
    return outcome


@transaction.atomic
def answer(comment: Comment, *, by: User, text: str, by_mail_only: bool = False) -> Comment:
    """Publish a staff answer at once, and approve what it answers. The same answer sent twice is one.

    An answer to a private question, or ``by_mail_only``, is private: its reader alone sees it, in a mail and on the
    private page, and what it answers stays held if it was. Raises ``RefusedError`` where nobody would
    read it: below spam, in the bin, below a pingback, or by mail if no mail goes to the reader.
    """
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if not can_be_answered(comment):
        raise RefusedError(_("Nobody would read an answer here. If this is no spam, approve it first."))
    if by_mail_only and not comment.is_private and not hearing.will_hear(comment).is_yes:
        raise RefusedError(_("%(name)s would not get it: no mail goes to this address.") % {"name": comment.name})
    is_private = comment.is_private or by_mail_only
    verb = Verb.HOLD if is_private else Verb.APPROVE
    if comment.state == State.HELD or not (is_private or comment.was_decided_by_person()):
        moderate(comment, verb, by=by)
    reply = Comment(
        post_id=comment.post_id,
        parent=comment,
        author=by,
        name=by.display_name,
        email=by.email,
        text=text,
        state=LEADS_TO[verb],
        is_private=is_private,
    )
    reply.fingerprint = reply.make_fingerprint()
    try:
        with transaction.atomic():
            reply.save()
    except IntegrityError:
        reply = Comment.objects.exclude(state=State.BINNED).get(fingerprint=reply.fingerprint)
        if reply.is_private != is_private:
            raise RefusedError(_("This answer was given before, to others than now: it stays as it was.")) from None
    moderate(reply, verb, by=by)
    hearing.announce_answer(reply)
    return reply


@transaction.atomic
def settle_edit(comment: Comment, *, by: User, take: bool) -> None:
    """Put the words that its reader changed it to in the place of the old ones, or forget them.

    Raises ``RefusedError`` if the same stands elsewhere by now.
    """
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if not comment.pending_text:
        return
    text = comment.pending_text if take else comment.text
    try:
        with transaction.atomic():
            comment.reword(text)
    except IntegrityError as error:
        raise RefusedError(_("%(name)s wrote the same once more.") % {"name": comment.name}) from error
    Comment.objects.filter(pk=comment.pk).update(screening_due_at=None)
    reason = _("The new words were taken.") if take else _("The old words were kept.")
    comment.decide(comment.state, decider=Decision.Decider.PERSON, person=by, reason=reason)


@transaction.atomic
def settle(comment: Comment, *, by: User) -> None:
    """Say that it needs no answer; what is held is approved, unless it is private.

    Said of an answer by staff: its reader is not asked again.
    """
    if comment.is_by_staff:
        _change(comment, remind_at=None)
        return
    if comment.state == State.HELD and not comment.is_private:
        moderate(comment, Verb.APPROVE, by=by)
    _change(comment, settled_at=timezone.now())


def snooze(comment: Comment, until: datetime) -> None:
    """Let it wait again only from then on; below an own answer, ask again only then."""
    _change(comment, **{"remind_at" if comment.is_by_staff else "snoozed_until": until})


@transaction.atomic
def restore(comment: Comment, *, by: User, state: str, **fields: Any) -> None:
    """Put back what it was before somebody did something: its ``state`` and these ``fields``.

    Raises ``RefusedError`` as ``moderate`` does.
    """
    if comment.state != state:
        moderate(comment, RETURNS_BY[state], by=by)
    _change(comment, **fields)


@transaction.atomic
def take_back(reply: Comment) -> None:
    """Delete an answer by staff for good, and the mail about it.

    Raises ``RefusedError`` if the mail has left, or if somebody wrote below the answer: then it stays.
    """
    reply = Comment.objects.select_for_update().get(pk=reply.pk)
    if reply.replies.exists():
        raise RefusedError(_("Somebody wrote below your answer meanwhile: it stays."))
    if not hearing.take_back(reply):
        raise RefusedError(_("Your answer has been mailed already: it stays."))
    reply.delete()


def _change(comment: Comment, **fields: Any) -> None:
    Comment.objects.filter(pk=comment.pk).update(**fields)
    for name, value in fields.items():
        setattr(comment, name, value)


@transaction.atomic
def delete_for_good(comment: Comment) -> None:
    """Delete the row; its replies move up to what it answered itself, as in WordPress.

    Raises ``RefusedError`` unless it is spam or in the bin.
    """
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if comment.state not in OUT_OF_SIGHT:
        raise RefusedError(_("Only spam and what is in the bin is deleted for good."))
    if comment.replies.update(parent=comment.parent_id):
        Comment.objects.filter(post=comment.post_id).rethread()
    comment.delete()
