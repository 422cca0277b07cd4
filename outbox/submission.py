"""Queue a mail as a row, in the transaction of what it announces."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import timezone

from outbox.models import MailSubject, OutgoingMail
from outbox.tasks import send

_shared_context: dict[str, Callable[[], Any]] = {}


def register_shared_context(name: str, value: Callable[[], Any]) -> None:
    """Give the templates of every mail the result of ``value`` as ``name``, unless the caller sets it."""
    _shared_context[name] = value


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """The subject and text of a mail."""

    subject: str
    text: str
    html: str


def queue_mail(
    kind: str,
    key: str,
    to: str,
    template: str,
    context: dict[str, Any],
    reply_to: str = "",
    *,
    from_name: str = "",
    unsubscribe_url: str = "",
    about: Iterable[Model] = (),
    delay: timedelta = timedelta(),
) -> OutgoingMail | None:
    """Queue a mail made from ``template`` by ``render_mail``. A task sends it.

    ``kind`` is a registered one. ``key`` names what is announced, and to whom: a second mail with the same key is not
    queued, and the result is ``None``. ``about`` are the rows that the mail is about; erasing one of them anonymises
    the mail. The mail is sent after ``delay`` and can be cancelled until then.
    """
    if OutgoingMail.objects.was_anonymised(key):
        return None
    mail, is_new = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "to": to,
            "reply_to": reply_to,
            "from_name": " ".join(from_name.split())[:120],
            "unsubscribe_url": unsubscribe_url,
            "due_at": timezone.now() + delay,
            **asdict(render_mail(template, context)),
        },
    )
    if not is_new:
        return None
    MailSubject.objects.bulk_create(MailSubject.for_row(mail, row) for row in about)
    send.using(run_after=mail.due_at if delay else None).enqueue(mail.pk)
    return mail


def render_mail(template: str, context: dict[str, Any]) -> RenderedMail:
    """Render ``<template>_subject.txt``, ``_body.txt`` and ``_body.html``, the first two without HTML escaping.

    They also get ``site_url``, without a trailing slash.
    """
    given = {name: value() for name, value in _shared_context.items() if name not in context}
    context = {"site_url": settings.SITE_URL, **given, **context}
    return RenderedMail(
        subject=" ".join(render_plain(f"{template}_subject.txt", context).split())[:200],
        text=render_plain(f"{template}_body.txt", context).strip() + "\n",
        html=render_to_string(f"{template}_body.html", context),
    )


def render_plain(template: str, context: dict[str, Any]) -> str:
    return Engine.get_default().get_template(template).render(Context(context, autoescape=False))
