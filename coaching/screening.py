"""Asks Akismet about the sender of an application. What she wrote about herself is not sent."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from coaching.models import Application
from core import akismet
from core.akismet import Answer, Verdict

# Longer than an answer can take. A worker that dies meanwhile leaves the application due again after that.
LEASE = timedelta(minutes=2)

# How long to wait after the first, second, … check without an answer to rely on: four days in all.
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 20)] + [
    timedelta(hours=hours) for hours in (1, 3, 6, 12, 24, 24, 24)
]
BATCH = 20


def screen_due() -> None:
    """Ask about those that are due, at most ``BATCH``, until Akismet gives no answer."""
    for application in Application.objects.due_for_screening().order_by("screening_due_at")[:BATCH]:
        if not screen(application):
            return


def screen(application: Application) -> bool:
    """Ask about one, unless it is not due or in other hands. ``False`` if there was no answer."""
    if not akismet.is_configured() or not _claim(application):
        return True
    answer = ask(application)
    # A person who decided meanwhile took the application off the list: then it is left as she wants it.
    held = Application.objects.filter(pk=application.pk, screening_due_at=application.screening_due_at)
    if answer.verdict is None:
        held.update(screening_due_at=_after_pause(application), screening_error=answer.error)
        return False
    changes: dict[str, Any] = {"screened_at": timezone.now(), "screening_due_at": None, "screening_error": ""}
    if answer.is_provisional:
        changes["screening_due_at"] = _after_pause(application)
    elif answer.verdict != Verdict.HAM:
        changes["is_suspected_spam"] = True
    held.update(**changes)
    return True


def _after_pause(application: Application) -> datetime | None:
    """When to ask again, or ``None`` when it was asked often enough."""
    if application.screening_attempts > len(PAUSES):
        return None
    return timezone.now() + PAUSES[application.screening_attempts - 1]


def ask(application: Application) -> Answer:
    return akismet.check(
        application.address or "",
        comment_type="contact-form",
        comment_author=application.name,
        comment_author_email=application.email,
        comment_date_gmt=application.created_at.isoformat(),
        permalink=f"{settings.SITE_URL}{reverse('application_create')}",
        user_agent=application.user_agent,
        referrer=application.referrer,
        blog_lang=settings.LANGUAGE_CODE,
        blog_charset="UTF-8",
    )


def _claim(application: Application) -> bool:
    until = timezone.now() + LEASE
    rows = Application.objects.due_for_screening().filter(pk=application.pk)
    if not rows.update(screening_due_at=until, screening_attempts=F("screening_attempts") + 1):
        return False
    application.refresh_from_db(fields=["screening_due_at", "screening_attempts"])
    return True
