"""The one way to write a mail: as a row, in the transaction of what it announces."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import timezone

from outbox.models import OutgoingMail, Subject
from outbox.tasks import send


def write_mail(
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
    """Write a mail from ``<template>_subject.txt``, ``_body.txt`` and ``_body.html``, and have it sent by a task.

    ``kind`` is an ``OutgoingMail.Kind``. ``key`` names what is announced, and to whom: a second mail with the same key
    is not written, and the answer is ``None``. Templates also get ``site_url``, without a trailing slash; the two
    plain ones are rendered without HTML escapes. ``about`` are the rows of which the mail speaks, with which it is
    to be forgotten. The mail stays for the time of ``delay`` and can be cancelled.
    """
    context = {"site_url": settings.SITE_URL, **context}
    if OutgoingMail.objects.was_forgotten(key):
        return None
    subject = " ".join(render_plain(f"{template}_subject.txt", context).split())
    mail, is_new = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "to": to,
            "reply_to": reply_to,
            "from_name": " ".join(from_name.split())[:120],
            "unsubscribe_url": unsubscribe_url,
            "subject": subject[:200],
            "text": render_plain(f"{template}_body.txt", context).strip() + "\n",
            "html": render_to_string(f"{template}_body.html", context),
            "due_at": timezone.now() + delay,
        },
    )
    if not is_new:
        return None
    Subject.objects.bulk_create(Subject.of(mail, row) for row in about)
    send.using(run_after=mail.due_at if delay else None).enqueue(mail.pk)
    return mail


def render_plain(template: str, context: dict[str, Any]) -> str:
    return Engine.get_default().get_template(template).render(Context(context, autoescape=False))
