"""The actions of staff on comments. Each is recorded as a person's decision, which no rule overrides."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from comments.models import Comment, Decision, RepeatedError
from comments.notifications import readers as reader_notifications
from comments.screening import akismet_feedback
from core.refusals import RefusedError

State = Comment.State


class Verb(models.TextChoices):
    APPROVE = "approve", gettext_lazy("Approve")
    HOLD = "hold", pgettext_lazy("moderation", "Hold")
    SPAM = "spam", pgettext_lazy("moderation", "Spam")
    BIN = "bin", pgettext_lazy("moderation", "Bin")
    RESTORE = "restore", gettext_lazy("Restore")


STATE_AFTER = {Verb.APPROVE: State.APPROVED, Verb.HOLD: State.HELD, Verb.SPAM: State.SPAM, Verb.BIN: State.BINNED}
VERB_FOR_STATE: dict[str, Verb] = {state: verb for verb, state in STATE_AFTER.items()}

VERBS_BY_STATE: dict[str, list[Verb]] = {
    State.HELD: [Verb.APPROVE, Verb.SPAM, Verb.BIN],
    State.APPROVED: [Verb.HOLD, Verb.SPAM, Verb.BIN],
    State.SPAM: [Verb.APPROVE, Verb.HOLD, Verb.BIN],
    State.BINNED: [Verb.RESTORE, Verb.APPROVE, Verb.SPAM],
}
HIDDEN_STATES = (State.SPAM, State.BINNED)


@dataclass
class Outcome:
    done: list[Comment] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def available_verbs(comment: Comment) -> list[Verb]:
    """Return the verbs that are possible in the comment's state."""
    refused = {Verb.APPROVE} if comment.is_private else set()
    return [verb for verb in VERBS_BY_STATE[comment.state] if verb not in refused]


def can_be_answered(comment: Comment) -> bool:
    return comment.kind == Comment.Kind.COMMENT and comment.state not in HIDDEN_STATES


@transaction.atomic
def moderate(comment: Comment, verb: Verb, *, by: User, reason: str = "") -> None:
    """Move ``comment`` to the state of ``verb``. ``RESTORE`` means the state before, or held if there is none.

    If it becomes public, mail about it is queued; if it no longer is, unsent mail is cancelled. Raises
    ``RefusedError`` if the same text by the same person is outside of the bin, if a private comment would become
    public, or if the reader withdrew it.
    """
    state_before = comment.state
    state = STATE_AFTER.get(verb) or comment.state_before or State.HELD
    # Lock the row, because the reader may withdraw it or make it private at the same moment.
    is_private = Comment.objects.select_for_update().values_list("is_private", flat=True).get(pk=comment.pk)
    if state == State.APPROVED and is_private:
        raise RefusedError(_("This is a private question and can’t be made public."))
    if state in (State.APPROVED, State.HELD) and comment.was_withdrawn():
        raise RefusedError(_("%(name)s deleted this comment, so it stays in the bin.") % {"name": comment.name})
    try:
        comment.decide(state, decider=Decision.Decider.PERSON, person=by, reason=reason)
    except RepeatedError as error:
        sentence = _(
            "%(name)s has posted the same text again, and that comment is not in the bin. This one stays there."
        )
        raise RefusedError(sentence % {"name": comment.name}) from error
    akismet_feedback.schedule_report(comment)
    if comment.state != state_before:
        reader_notifications.update_notifications(comment)


def moderate_all(comments: Iterable[Comment], verb: Verb, *, by: User) -> Outcome:
    """Apply ``moderate`` to each comment on its own, so that a refusal does not affect the others."""
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
    """Publish an answer by staff, and approve the comment that it answers. The same answer sent twice is one.

    An answer to a private question, or with ``by_mail_only``, is private: only the reader sees it, in a mail and on
    the private page, and a held comment stays held. Raises ``RefusedError`` if nobody would read the answer: to spam,
    to a comment in the bin, to a pingback, or by mail if the reader gets none.
    """
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if not can_be_answered(comment):
        raise RefusedError(_("Nobody would read an answer here. If this is not spam, approve it first."))
    if by_mail_only and not comment.is_private and not reader_notifications.notify_status(comment).is_notified:
        raise RefusedError(
            _("%(name)s would not get it, because no mail is sent to this address.") % {"name": comment.name}
        )
    is_private = comment.is_private or by_mail_only
    verb = Verb.HOLD if is_private else Verb.APPROVE
    if comment.state == State.HELD or not (is_private or comment.was_decided_by_person()):
        moderate(comment, verb, by=by, reason=_("Answered for the reader alone.") if is_private else "")
    reply = Comment(
        post_id=comment.post_id,
        parent=comment,
        author=by,
        name=by.display_name,
        email=by.email,
        text=text,
        state=STATE_AFTER[verb],
        is_private=is_private,
    )
    reply.fingerprint = reply.make_fingerprint()
    try:
        with transaction.atomic():
            reply.save()
    except IntegrityError:
        reply = Comment.objects.with_fingerprint(reply.fingerprint).get()
        if reply.is_private != is_private:
            raise RefusedError(_("You have already given this answer, but to a different audience.")) from None
    moderate(reply, verb, by=by)
    reader_notifications.notify_of_answer(reply)
    return reply


@transaction.atomic
def settle_edit(comment: Comment, *, by: User, take: bool) -> None:
    """Accept (``take``) or drop the text to which the reader changed a public comment.

    Raises ``RefusedError`` if the reader has another comment with that text.
    """
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if not comment.pending_text:
        return
    if take:
        comment.text = comment.pending_text
        if Comment.objects.duplicates_of(comment).exists():
            raise RefusedError(_("%(name)s has posted the same text again.") % {"name": comment.name})
    comment.reword(comment.text)
    Comment.objects.filter(pk=comment.pk).update(screening_due_at=None)
    reason = _("The new text was accepted.") if take else _("The old text was kept.")
    comment.decide(comment.state, decider=Decision.Decider.PERSON, person=by, reason=reason)


@transaction.atomic
def settle(comment: Comment, *, by: User) -> None:
    """Mark the comment as needing no answer. A held one is approved, unless it is private.

    For an answer by staff, remove its reminder.
    """
    if comment.is_by_staff:
        _update(comment, remind_at=None)
        return
    if comment.state == State.HELD and not comment.is_private:
        moderate(comment, Verb.APPROVE, by=by)
    _update(comment, settled_at=timezone.now())


def snooze(comment: Comment, until: datetime) -> None:
    """Take the comment out of the inbox until then. For an answer by staff, set its reminder."""
    _update(comment, **{"remind_at" if comment.is_by_staff else "snoozed_until": until})


@transaction.atomic
def restore(comment: Comment, *, by: User, state: str, **fields: Any) -> None:
    """Give the comment its former ``state`` and ``fields`` again. Raises ``RefusedError`` like ``moderate``."""
    if comment.state != state:
        moderate(comment, VERB_FOR_STATE[state], by=by)
    _update(comment, **fields)


@transaction.atomic
def delete_answer(reply: Comment) -> None:
    """Delete an answer by staff for good, and cancel the mail about it.

    Raises ``RefusedError`` if the mail has been sent or somebody has replied to the answer.
    """
    reply = Comment.objects.select_for_update().get(pk=reply.pk)
    if reply.replies.exists():
        raise RefusedError(_("Somebody has replied to your answer, so it can’t be deleted."))
    if not reader_notifications.cancel_mails(reply):
        raise RefusedError(_("Your answer has already been mailed, so it can’t be deleted."))
    reply.delete()


def _update(comment: Comment, **fields: Any) -> None:
    Comment.objects.filter(pk=comment.pk).update(**fields)
    for name, value in fields.items():
        setattr(comment, name, value)


@transaction.atomic
def delete_for_good(comment: Comment) -> None:
    """Delete the row. Its replies become replies to its parent, as in WordPress.

    Raises ``RefusedError`` unless it is spam or in the bin.
    """
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if comment.state not in HIDDEN_STATES:
        raise RefusedError(_("Only spam and comments in the bin can be deleted for good."))
    if comment.replies.update(parent=comment.parent_id):
        Comment.objects.filter(post=comment.post_id).rethread()
    comment.delete()
