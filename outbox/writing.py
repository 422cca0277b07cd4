"""The one way to write a mail: as a row, in the transaction of what it announces."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import timezone

from outbox.models import OutgoingMail, Subject
from outbox.tasks import send


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail says."""

    subject: str
    text: str
    html: str


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
    """Write a mail that says what ``render_mail`` makes of ``template``, and have it sent by a task.

    ``kind`` is an ``OutgoingMail.Kind``. ``key`` names what is announced, and to whom: a second mail with the same key
    is not written, and the answer is ``None``. ``about`` are the rows of which the mail speaks, with which it is to be
    forgotten. The mail stays for the time of ``delay`` and can be cancelled.
    """
    if OutgoingMail.objects.was_forgotten(key):
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
    Subject.objects.bulk_create(Subject.of(mail, row) for row in about)
    send.using(run_after=mail.due_at if delay else None).enqueue(mail.pk)
    return mail


def render_mail(template: str, context: dict[str, Any]) -> Words:
    """What ``<template>_subject.txt``, ``_body.txt`` and ``_body.html`` say, the two plain ones without HTML escapes.

    They also get ``site_url``, without a trailing slash.
    """
    context = {"site_url": settings.SITE_URL, **context}
    return Words(
        subject=" ".join(render_plain(f"{template}_subject.txt", context).split())[:200],
        text=render_plain(f"{template}_body.txt", context).strip() + "\n",
        html=render_to_string(f"{template}_body.html", context),
    )


def render_plain(template: str, context: dict[str, Any]) -> str:
    return Engine.get_default().get_template(template).render(Context(context, autoescape=False))
