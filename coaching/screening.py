"""Ask Akismet about the sender of an application. The applicant's answers are not sent."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.models import Application
from core.outbound import akismet
from core.outbound.akismet import AkismetAnswer, Verdict
from core.retries import RetryPolicy

SCREENING = RetryPolicy(
    lease=timedelta(minutes=2),
    # Without an answer to rely on, four days in all.
    delays=[
        *[timedelta(minutes=minutes) for minutes in (1, 5, 20)],
        *[timedelta(hours=hours) for hours in (1, 3, 6, 12, 24, 24, 24)],
    ],
    prefix="screening_",
)
BATCH = 20


def screen_due() -> None:
    """Ask about those that are due, at most ``BATCH``, until Akismet gives no answer."""
    for application in SCREENING.due(Application.objects.all())[:BATCH]:
        if not screen(application):
            return


def screen(application: Application) -> bool:
    """Ask about one, unless it is not due or in other hands. ``False`` if there was no answer."""
    if not akismet.is_configured() or not SCREENING.claim(application):
        return True
    answer = ask_akismet(application)
    # A person who has decided in the meantime has ended the screening. Then nothing is recorded.
    if answer.verdict is None:
        is_asked_again = not SCREENING.is_last(application)
        SCREENING.postpone(application, screening_error=_problem(answer, is_asked_again=is_asked_again))
        return False
    found: dict[str, Any] = {"screened_at": timezone.now(), "screening_error": ""}
    if answer.is_provisional:
        SCREENING.postpone(application, **found)
        return True
    if answer.verdict != Verdict.HAM:
        found["is_suspected_spam"] = True
    SCREENING.release(application, **found)
    return True


def _problem(answer: AkismetAnswer, *, is_asked_again: bool) -> str:
    if is_asked_again:
        sentence = _("%(problem)s Akismet will be asked again automatically. The application is in your inbox.")
    else:
        sentence = _("%(problem)s Akismet will not be asked again. The application is in your inbox.")
    return sentence % {"problem": answer.error}


def ask_akismet(application: Application) -> AkismetAnswer:
    return akismet.check(
        application.ip_address or "",
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
