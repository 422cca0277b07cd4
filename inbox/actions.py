"""The actions of the inbox and their undo. Each action is a row that stores the values from before."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from coaching.models import Application
from comments import unanswered
from comments.models import Comment
from comments.moderation import actions as moderation
from core.refusals import RefusedError
from inbox.models import InboxAction

Verb = InboxAction.Verb

MORNING = time(8)
REMIND_AFTER = timedelta(days=7)
MAX_AT_ONCE = 5000

COMMENT_VERBS = [Verb.ANSWER, Verb.APPROVE, Verb.SETTLE, Verb.SPAM, Verb.BIN]
COMMENT_FIELDS = ["state", "state_before", "settled_at", "snoozed_until", "remind_at"]
APPLICATION_FIELDS = ["stage", "is_suspected_spam", "next_step", "next_step_on", "corrected_at"]


class GoneError(RefusedError):
    """Somebody else has dealt with it already. ``answer`` is their answer, or ``None``."""

    def __init__(self, sentence: str, answer: Comment | None = None) -> None:
        super().__init__(sentence)
        self.answer = answer


def morning_in(days: int) -> datetime:
    """Return eight o'clock in the morning, ``days`` days from now, in the site's time zone."""
    day = timezone.localdate() + timedelta(days=days)
    return datetime.combine(day, MORNING, tzinfo=timezone.get_current_timezone())


@transaction.atomic
def answer(
    pk: int, *, by: User, text: str, by_mail_only: bool = False, ask_again: bool = False, anyway: bool = False
) -> InboxAction:
    """Approve an unanswered comment and publish an answer to it. With ``anyway``, also if it was answered already.

    With ``by_mail_only``, neither is published, see ``moderation.answer``. The same text sent twice is one answer.
    Raises ``RefusedError`` with a sentence for the person who answers.
    """
    comment = _locked(pk)
    done = InboxAction.objects.not_undone().filter(comment=comment, person=by, answer__text=text).first()
    if done:
        return done
    if not anyway:
        _require_unanswered(comment)
    before = values(comment)
    reply = moderation.answer(comment, by=by, text=text, by_mail_only=by_mail_only)
    if ask_again:
        moderation.snooze(reply, timezone.now() + REMIND_AFTER)
    if comment.is_by_staff:
        moderation.settle(comment, by=by)
    return _record(Verb.ANSWER, comment, before, by=by, answer=reply)


@transaction.atomic
def decide(pk: int, verb: Verb, *, by: User, until: datetime | None = None) -> InboxAction:
    """Apply ``verb`` to an unanswered comment. ``SNOOZE`` needs ``until``; for ``ANSWER`` there is ``answer``.

    Raises ``RefusedError`` with a sentence for the person who decides.
    """
    comment = _locked(pk)
    _require_unanswered(comment)
    before = values(comment)
    if verb == Verb.SETTLE:
        moderation.settle(comment, by=by)
    elif verb == Verb.SNOOZE and until:
        moderation.snooze(comment, until)
    else:
        moderation.moderate(comment, moderation.Verb(verb), by=by)
    return _record(verb, comment, before, by=by)


@transaction.atomic
def settle_many(comments: Any, *, by: User) -> list[InboxAction]:
    """Mark the first 5,000 of these comments as needing no answer. Held ones stay held: nobody has looked at them."""
    batch, now = InboxAction().batch, timezone.now()
    comments_to_settle = list(comments[:MAX_AT_ONCE])
    settled = {"settled_at": now.isoformat()}
    done = [
        InboxAction(
            batch=batch,
            person=by,
            verb=Verb.SETTLE,
            comment=comment,
            before=(before := values(comment)),
            after={**before, **settled},
        )
        for comment in comments_to_settle
    ]
    InboxAction.objects.bulk_create(done, batch_size=500)
    for start in range(0, len(comments_to_settle), 500):
        pks = [comment.pk for comment in comments_to_settle[start : start + 500]]
        Comment.objects.filter(pk__in=pks).update(settled_at=now)
    return done


@transaction.atomic
def decide_application(pk: int, verb: Verb, *, by: User, until: date | None = None, seen: str = "") -> InboxAction:
    """Apply ``verb`` to an application that waits, and mark its corrections up to the note ``seen`` (an id) as seen.

    ``CONVERSE`` moves it to the stage "in conversation", ``SPAM`` marks it as spam, ``DONE`` finishes its next step,
    ``SNOOZE`` puts the step off to the day ``until``, and ``SEEN`` does nothing else. Raises ``RefusedError``.
    """
    application = _locked_application(pk, verb)
    before = values(application)
    if not application.mark_seen(seen) and verb == Verb.SEEN:
        raise RefusedError(_("The applicant has made another correction since. Please look at it again."))
    if verb == Verb.CONVERSE:
        application.move_to(Application.Stage.IN_CONVERSATION, by=by)
    elif verb == Verb.SPAM:
        application.mark_spam(is_spam=True, by=by)
    elif verb == Verb.DONE:
        application.finish_step(by=by)
    elif verb == Verb.SNOOZE:
        application.set_next_step(application.next_step, until)
    return InboxAction.objects.create(
        person=by, verb=verb, application=application, before=before, after=values(application)
    )


@transaction.atomic
def undo(batch: UUID, *, by: User) -> list[InboxAction]:
    """Undo the actions of a batch. A second call does nothing.

    Raises ``RefusedError`` if one of the rows was changed since; then nothing is undone.
    """
    to_undo = list(InboxAction.objects.select_for_update().not_undone().filter(batch=batch, person=by))
    for act in to_undo:
        if act.application_id:
            _undo_application(act, by=by)
        else:
            _undo_comment(act, by=by)
    InboxAction.objects.filter(pk__in=[act.pk for act in to_undo]).update(undone_at=timezone.now())
    return to_undo


def values(row: Comment | Application) -> dict[str, Any]:
    names = COMMENT_FIELDS if isinstance(row, Comment) else APPLICATION_FIELDS
    fields = {name: getattr(row, name) for name in names}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()}


def _undo_comment(act: InboxAction, *, by: User) -> None:
    comment = _locked(act.comment_id or 0)
    _require_unchanged(values(comment), act)
    if act.verb == Verb.ANSWER and act.answer_id:
        moderation.delete_answer(Comment.objects.get(pk=act.answer_id))
    before: dict[str, Any] = {
        name: datetime.fromisoformat(value) if name.endswith(("_at", "_until")) and value else value
        for name, value in act.before.items()
    }
    moderation.restore(comment, by=by, **before)


def _undo_application(act: InboxAction, *, by: User) -> None:
    application = Application.objects.select_for_update().get(pk=act.application_id or 0)
    _require_unchanged(values(application), act)
    if application.is_suspected_spam != act.before["is_suspected_spam"]:
        application.mark_spam(is_spam=act.before["is_suspected_spam"], by=by)
    application.move_to(act.before["stage"], by=by)
    if act.verb == Verb.DONE and act.before["next_step"]:
        sentence = _("Not done yet: %(step)s") % {"step": act.before["next_step"]}
        application.notes.create(author=by, text=sentence)
    day, corrected = act.before["next_step_on"], act.before["corrected_at"]
    application.set_next_step(act.before["next_step"], date.fromisoformat(day) if day else None)
    application.corrected_at = datetime.fromisoformat(corrected) if corrected else None
    application.save(update_fields=["corrected_at"])


def _require_unchanged(now: dict[str, Any], act: InboxAction) -> None:
    if now != act.after:
        sentence = _("What %(name)s wrote has been changed since, so this can’t be undone.")
        raise RefusedError(sentence % {"name": act.name})


def _record(
    verb: Verb, comment: Comment, before: dict[str, Any], *, by: User, answer: Comment | None = None
) -> InboxAction:
    comment.refresh_from_db(fields=COMMENT_FIELDS)
    return InboxAction.objects.create(
        person=by, verb=verb, comment=comment, before=before, after=values(comment), answer=answer
    )


def _locked(pk: int) -> Comment:
    comment = Comment.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if comment is None:
        raise GoneError(_("This comment has been deleted in the meantime."))
    return comment


def _locked_application(pk: int, verb: Verb) -> Application:
    """Lock and return the application if it waits for ``verb``. Raises ``GoneError`` if it does not."""
    applications, today = Application.objects.filter(pk=pk), timezone.localdate()
    new, due = applications.unread(today), applications.with_step_due(today)
    waits = {Verb.DONE: due, Verb.SNOOZE: new | due, Verb.SEEN: applications.corrected()}.get(verb, new)
    application = Application.objects.select_for_update().filter(pk__in=waits.values("pk")).first()
    if application is None:
        raise GoneError(_("Somebody else was faster: this application no longer needs anything from you."))
    return application


def _require_unanswered(comment: Comment) -> None:
    same = {"pk": comment.pk}
    if unanswered.unanswered_comments().filter(**same).exists() or unanswered.reminders().filter(**same).exists():
        return
    newest = comment.replies.approved().filter(author__isnull=False).select_related("author").last()
    if newest:
        sentence = _("%(name)s has already answered.") % {"name": newest.full_name}
    else:
        sentence = _("Somebody else was faster: this comment no longer needs an answer.")
    raise GoneError(sentence, newest)
