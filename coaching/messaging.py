"""What the coach writes to an applicant: begun from a template, sent through the outbox, kept on the application."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from blog.models import SiteTexts
from coaching.models import Application, MailTemplate, Message, StageChange
from core.addresses import absolute
from outbox.models import OutgoingMail
from outbox.writing import Words, render_mail, write_mail

Kind = OutgoingMail.Kind
Stage = Application.Stage

TEMPLATE = "coaching/emails/message"

# So long she can take a mail back.
UNDO_TIME = timedelta(minutes=2)


def fill(template: MailTemplate, application: Application, *, by: User) -> tuple[str, str]:
    """Subject and text of ``template`` as ``by`` would send it."""
    values = {
        "name": application.name,
        "first_name": (application.name.split() or [application.name])[0],
        "coach": by.get_short_name(),
        "site": SiteTexts.load().name,
        "status_url": absolute(application.status_url),
    }
    return template.fill(values)


def draw(subject: str, text: str, *, nonce: str) -> Words:
    """The mail as its applicant would see it; nothing is stored or sent. A page with ``nonce`` may show its styles."""
    return render_mail(TEMPLATE, {**_context(subject, text), "csp_nonce": nonce})


@transaction.atomic
def send(
    application: Application,
    *,
    by: User,
    subject: str,
    text: str,
    key: str,
    stage: str = "",
    note: str = "",
    since: str | None = None,
) -> Message:
    """Write a mail that leaves after ``UNDO_TIME``, and move the application to ``stage``, if there is one, which it
    tells of. For the stage in which it is already, it tells of that.

    Sent again with the same ``key``, it is the same message. Raises ``MovedError``, see ``Application.move_to``.
    """
    key = f"application-{application.pk}-message-{key}"
    mail = write_mail(
        Kind.APPLICATION_MESSAGE,
        key,
        application.email,
        TEMPLATE,
        _context(subject, text),
        reply_to=by.email,
        from_name=by.display_name,
        about=[application],
        delay=UNDO_TIME,
    )
    if mail is None:
        return Message.objects.get(mail__key=key)
    message = Message.objects.create(application=application, person=by, subject=mail.subject, text=text, mail=mail)
    if stage and not application.move_to(stage, by=by, note=note, message=message, since=since):
        change = application.changes.last()
        if change and not change.is_known:
            change.tell_by(message)
    return message


def _context(subject: str, text: str) -> dict[str, Any]:
    return {"site": SiteTexts.load(), "subject": subject, "text": text}


@transaction.atomic
def take_back(message: Message, *, by: User) -> bool:
    """Leave it unsent, and the application where it was before. ``False`` if it has left."""
    if not message.mail.cancel():
        return False
    application = Application.objects.select_for_update().get(pk=message.application_id)
    change = application.changes.last()
    if change and change.message_id == message.pk and change.changed_at >= message.written_at:
        application.move_to(change.before, by=by)
    return True


def may_leave(mail: OutgoingMail) -> bool:
    """Not when the application was deleted meanwhile, nor with a decision that was changed."""
    message = Message.objects.filter(mail=mail).select_related("application").first()
    if message is None:
        return False
    return all(_stands(change, message.application.stage) for change in message.changes.all())


def _stands(change: StageChange, stage: str) -> bool:
    return not change.is_decision or stage == change.after or (change.after, stage) == (Stage.ACCEPTED, Stage.CLIENT)
