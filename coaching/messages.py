"""Mails from the coach to an applicant, begun from a template and sent through the outbox."""

from typing import Any

from django.db import transaction

from accounts.models import User
from blog.models import SiteTexts
from coaching.mail_kinds import MailKind
from coaching.models import Application, MailTemplate, Message, StageChange
from core.undo import UNDO_TIME
from core.web.site_urls import absolute_url
from outbox.models import OutgoingMail
from outbox.submission import RenderedMail, queue_mail, render_mail

Stage = Application.Stage

TEMPLATE = "coaching/emails/message"


def fill(template: MailTemplate, application: Application, *, by: User) -> tuple[str, str]:
    """Return subject and text of ``template`` with its placeholders filled in."""
    values = {
        "name": application.name,
        "first_name": (application.name.split() or [application.name])[0],
        "coach": by.get_short_name(),
        "site": SiteTexts.load().name,
        "status_url": absolute_url(application.private_url),
    }
    return template.fill(values)


def render_preview(subject: str, text: str, *, nonce: str) -> RenderedMail:
    """Render the mail as the applicant would see it, without sending it. ``nonce`` is for its style in the page."""
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
    """Queue a mail that is sent after ``UNDO_TIME``. If ``stage`` is given, the mail announces it, and the application
    moves to it unless it is there already.

    A second call with the same ``key`` returns the same message. Raises ``RefusedError``, see ``Application.move_to``.
    """
    key = f"application-{application.pk}-message-{key}"
    mail = queue_mail(
        MailKind.APPLICATION_MESSAGE,
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
            change.tell_with(message)
    return message


def _context(subject: str, text: str) -> dict[str, Any]:
    return {"site": SiteTexts.load(), "subject": subject, "text": text}


@transaction.atomic
def cancel(message: Message, *, by: User) -> bool:
    """Cancel the mail and undo its change of stage. Returns ``False`` if the mail has been sent."""
    if not message.mail.cancel():
        return False
    application = Application.objects.select_for_update().get(pk=message.application_id)
    change = application.changes.last()
    if change and change.message_id == message.pk and change.changed_at >= message.written_at:
        application.move_to(change.before, by=by)
    return True


def may_be_sent(mail: OutgoingMail) -> bool:
    """Tell whether the mail may be sent: the application still exists, and the decision it announces still holds."""
    message = Message.objects.filter(mail=mail).select_related("application").first()
    if message is None:
        return False
    return all(_is_still_true(change, message.application.stage) for change in message.changes.all())


def _is_still_true(change: StageChange, stage: str) -> bool:
    return not change.is_decision or stage == change.after or (change.after, stage) == (Stage.ACCEPTED, Stage.CLIENT)
