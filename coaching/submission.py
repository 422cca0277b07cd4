"""Store an application from a valid form, and queue its mails and its screening in the same transaction."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from coaching.forms import ApplicationForm
from coaching.models import Answer, Application
from coaching.notifications import confirm_receipt, notify_of_application
from coaching.tasks import screen
from core.outbound import akismet
from core.web.http import client_ip_address, header_text
from core.web.networks import network_of
from core.web.rate_limits import Limit, refuse_flood

# Each application is confirmed by mail, so the limit for an e-mail address holds for all networks together.
LIMITS = [
    Limit(5, timedelta(hours=1), fields=("email__iexact",)),
    Limit(50, timedelta(hours=1), fields=("network",)),
]


def submit(form: ApplicationForm, request: HttpRequest) -> Application:
    """Store the application. The same answers sent again return the first application.

    Raises ``FloodError``; then nothing is stored.
    """
    application = form.save(commit=False)
    application.ip_address = client_ip_address(request)
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
    network = network_of(application.ip_address)
    refuse_flood(Application.objects.all(), LIMITS, email__iexact=application.email, network=network)
    if akismet.is_configured():
        application.screening_due_at = timezone.now()
    _lock_attribution(application)
    application.store(answers)
    confirm_receipt(application)
    notify_of_application(application)
    if application.screening_due_at:
        screen.enqueue(application.pk)


def _lock_attribution(application: Application) -> None:
    """Lock the rows that it came from. A row that was just deleted is dropped, so that the application is not lost."""
    for name in ("came_from_comment", "came_from_post", "came_from_offer"):
        if source := getattr(application, name):
            rows = type(source)._base_manager.select_for_update().filter(pk=source.pk)
            setattr(application, f"{name}_id", rows.values_list("pk", flat=True).first())
