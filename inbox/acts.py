"""What is done to what waits, and how it is undone. Each act is kept as a row that knows what was before."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from coaching.models import Application
from comments import moderation, waiting
from comments.models import Comment
from comments.moderation import RefusedError
from inbox.models import Act

Verb = Act.Verb

MORNING = time(8)
ASK_AGAIN_AFTER = timedelta(days=7)
MOST_AT_ONCE = 5000

OF_COMMENTS = [Verb.ANSWER, Verb.APPROVE, Verb.SETTLE, Verb.SPAM, Verb.BIN]
OF_A_COMMENT = ["state", "state_before", "settled_at", "snoozed_until", "remind_at"]
OF_AN_APPLICATION = ["stage", "is_suspected_spam", "next_step", "next_step_on", "corrected_at"]


class GoneError(RefusedError):
    """Somebody else was faster. ``answer`` is what staff answered meanwhile, if they did."""

    def __init__(self, sentence: str, answer: Comment | None = None) -> None:
        super().__init__(sentence)
        self.answer = answer


def morning_in(days: int) -> datetime:
    """Eight o'clock so many days from now, in the site's zone."""
    day = timezone.localdate() + timedelta(days=days)
    return datetime.combine(day, MORNING, tzinfo=timezone.get_current_timezone())


@transaction.atomic
def answer(
    pk: int, *, by: User, text: str, by_mail_only: bool = False, ask_again: bool = False, anyway: bool = False
) -> Act:
    """Publish an answer to a comment that waits; approve that. ``anyway``: also if it was answered meanwhile.

    ``by_mail_only``: neither is published, see ``moderation.answer``.

    Sent twice, it is the same act. Raises ``RefusedError`` with a sentence for the person.
    """
    comment = _locked(pk)
    done = Act.objects.lasting().filter(comment=comment, person=by, answer__text=text).first()
    if done:
        return done
    if not anyway:
        _must_wait(comment)
    before = values(comment)
    reply = moderation.answer(comment, by=by, text=text, by_mail_only=by_mail_only)
    if ask_again:
        moderation.snooze(reply, timezone.now() + ASK_AGAIN_AFTER)
    if comment.is_by_staff:
        moderation.settle(comment, by=by)
    return _note(Verb.ANSWER, comment, before, by=by, answer=reply)


@transaction.atomic
def decide(pk: int, verb: Verb, *, by: User, until: datetime | None = None) -> Act:
    """Do ``verb`` (not ``ANSWER``) to a comment that waits; ``SNOOZE`` needs ``until``.

    Raises ``RefusedError`` with a sentence for the person.
    """
    comment = _locked(pk)
    _must_wait(comment)
    before = values(comment)
    if verb == Verb.SETTLE:
        moderation.settle(comment, by=by)
    elif verb == Verb.SNOOZE and until:
        moderation.snooze(comment, until)
    else:
        moderation.moderate(comment, moderation.Verb(verb), by=by)
    return _note(verb, comment, before, by=by)


@transaction.atomic
def settle_many(comments: Any, *, by: User) -> list[Act]:
    """Say of all these, 5,000 at most, that they need no answer. What is held stays held: nobody looked at it."""
    batch, now = Act().batch, timezone.now()
    chosen = list(comments[:MOST_AT_ONCE])
    settled = {"settled_at": now.isoformat()}
    acts = [
        Act(
            batch=batch,
            person=by,
            verb=Verb.SETTLE,
            comment=comment,
            before=(before := values(comment)),
            after={**before, **settled},
        )
        for comment in chosen
    ]
    Act.objects.bulk_create(acts, batch_size=500)
    for start in range(0, len(chosen), 500):
        pks = [comment.pk for comment in chosen[start : start + 500]]
        Comment.objects.filter(pk__in=pks).update(settled_at=now)
    return acts


@transaction.atomic
def decide_application(pk: int, verb: Verb, *, by: User, until: date | None = None, seen: str = "") -> Act:
    """``TALK`` moves a new one on to "in conversation", ``SPAM`` marks it; ``DONE`` is said of its next step, which
    ``SNOOZE`` puts off ``until`` a day, as it does a new one; ``SEEN`` of its corrections. Whatever is done, those up
    to the note ``seen`` need no other look. Raises ``RefusedError``.
    """
    application = _locked_application(pk, verb)
    before = values(application)
    if not application.see(seen) and verb == Verb.SEEN:
        raise RefusedError(_("It was corrected once more meanwhile. Please look at it again."))
    if verb == Verb.TALK:
        application.move_to(Application.Stage.IN_CONVERSATION, by=by)
    elif verb == Verb.SPAM:
        application.judge(is_spam=True, by=by)
    elif verb == Verb.DONE:
        application.finish_step(by=by)
    elif verb == Verb.SNOOZE:
        application.plan(application.next_step, until)
    return Act.objects.create(person=by, verb=verb, application=application, before=before, after=values(application))


@transaction.atomic
def undo(batch: UUID, *, by: User) -> list[Act]:
    """Put everything back as it was before this act, or these. Undone twice, the second time is none.

    Raises ``RefusedError`` if something else happened to it since, and then nothing is undone.
    """
    acts = list(Act.objects.select_for_update().lasting().filter(batch=batch, person=by))
    for act in acts:
        if act.application_id:
            _undo_application(act, by=by)
        else:
            _undo_comment(act, by=by)
    Act.objects.filter(pk__in=[act.pk for act in acts]).update(undone_at=timezone.now())
    return acts


def values(row: Comment | Application) -> dict[str, Any]:
    names = OF_A_COMMENT if isinstance(row, Comment) else OF_AN_APPLICATION
    found = {name: getattr(row, name) for name in names}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}


def _undo_comment(act: Act, *, by: User) -> None:
    comment = _locked(act.comment_id or 0)
    _must_be_unchanged(values(comment), act)
    if act.verb == Verb.ANSWER and act.answer_id:
        moderation.take_back(Comment.objects.get(pk=act.answer_id))
    before: dict[str, Any] = {
        name: datetime.fromisoformat(value) if name.endswith(("_at", "_until")) and value else value
        for name, value in act.before.items()
    }
    moderation.restore(comment, by=by, **before)


def _undo_application(act: Act, *, by: User) -> None:
    application = Application.objects.select_for_update().get(pk=act.application_id or 0)
    _must_be_unchanged(values(application), act)
    if application.is_suspected_spam != act.before["is_suspected_spam"]:
        application.judge(is_spam=act.before["is_suspected_spam"], by=by)
    application.move_to(act.before["stage"], by=by)
    if act.verb == Verb.DONE and act.before["next_step"]:
        sentence = _("Not done yet: %(step)s") % {"step": act.before["next_step"]}
        application.notes.create(author=by, text=sentence)
    day, corrected = act.before["next_step_on"], act.before["corrected_at"]
    application.plan(act.before["next_step"], date.fromisoformat(day) if day else None)
    application.corrected_at = datetime.fromisoformat(corrected) if corrected else None
    application.save(update_fields=["corrected_at"])


def _must_be_unchanged(now: dict[str, Any], act: Act) -> None:
    if now != act.after:
        sentence = _("Something else was done to the words of %(name)s since then: that stays, and so does this.")
        raise RefusedError(sentence % {"name": act.name})


def _note(verb: Verb, comment: Comment, before: dict[str, Any], *, by: User, answer: Comment | None = None) -> Act:
    comment.refresh_from_db(fields=OF_A_COMMENT)
    return Act.objects.create(
        person=by, verb=verb, comment=comment, before=before, after=values(comment), answer=answer
    )


def _locked(pk: int) -> Comment:
    comment = Comment.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if comment is None:
        raise GoneError(_("This comment was deleted meanwhile."))
    return comment


def _locked_application(pk: int, verb: Verb) -> Application:
    """If it waits for what ``verb`` does."""
    applications, today = Application.objects.filter(pk=pk), timezone.localdate()
    new, due = applications.to_be_read(today), applications.with_step_due(today)
    waits = {Verb.DONE: due, Verb.SNOOZE: new | due, Verb.SEEN: applications.corrected()}.get(verb, new)
    application = Application.objects.select_for_update().filter(pk__in=waits.values("pk")).first()
    if application is None:
        raise GoneError(_("Somebody was faster: this application no longer waits."))
    return application


def _must_wait(comment: Comment) -> None:
    here = {"pk": comment.pk}
    if waiting.waiting().filter(**here).exists() or waiting.reminders().filter(**here).exists():
        return
    newest = comment.replies.approved().filter(author__isnull=False).select_related("author").last()
    if newest:
        sentence = _("%(name)s has answered meanwhile.") % {"name": newest.full_name}
    else:
        sentence = _("Somebody was faster: this comment no longer waits.")
    raise GoneError(sentence, newest)
