"""The one way in for an application: from the form into one committed row, with all that follows from it."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from coaching.emails import announce, confirm
from coaching.forms import ApplicationForm
from coaching.models import Answer, Application
from coaching.tasks import screen
from core import akismet
from core.guard import is_flood
from core.http import client_address, header_text

LIMIT = 5
WITHIN = timedelta(hours=1)


class FloodError(Exception):
    """More than ``LIMIT`` within an hour from one address."""


def submit(form: ApplicationForm, request: HttpRequest) -> Application:
    """Store what a valid form holds, once: the same answers again lead to the first application.

    Raises ``FloodError``; then nothing is stored.
    """
    application = form.save(commit=False)
    application.address = client_address(request)
    application.user_agent = header_text(request, "User-Agent")
    application.referrer = header_text(request, "Referer")
    answers = form.answers()
    same = Application.objects.filter(fingerprint=application.make_fingerprint(answers))
    if earlier := same.first():
        return earlier
    try:
        with transaction.atomic():
            _store(application, answers)
    except IntegrityError:
        return same.get()
    return application


def _store(application: Application, answers: list[Answer]) -> None:
    of = {"address": application.address, "email__iexact": application.email}
    if is_flood(Application.objects.all(), limit=LIMIT, within=WITHIN, **of):
        raise FloodError
    if akismet.is_configured():
        application.screening_due_at = timezone.now()
    _hold_source(application)
    application.store(answers)
    confirm(application)
    announce(application)
    if application.screening_due_at:
        screen.enqueue(application.pk)


def _hold_source(application: Application) -> None:
    """What it came from may be deleted meanwhile, which must not cost an application."""
    for name in ("came_from_comment", "came_from_post", "came_from_offer"):
        if source := getattr(application, name):
            there = type(source)._base_manager.select_for_update().filter(pk=source.pk)
            setattr(application, f"{name}_id", there.values_list("pk", flat=True).first())
