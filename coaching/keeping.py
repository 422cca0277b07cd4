"""What applicants do with their own application, from its private page.

Each of it locks the row, so that it comes before or after what the coach does, never at the same time. What is possible
goes by the stage that applicants know of, so that a refusal never tells them what they were not told.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching import emails, erasing
from coaching.models import Application

Stage = Application.Stage


class RefusedError(Exception):
    """It cannot be done. The message says why, to the applicant."""


AGREED = (Stage.ACCEPTED, Stage.CLIENT)


def can_withdraw(stage: str) -> bool:
    """``stage`` as the applicant knows it."""
    return stage in (Stage.NEW, Stage.IN_CONVERSATION, Stage.ACCEPTED)


def can_delete(stage: str) -> bool:
    """Not where there is an agreement with the coach: she may be bound to keep some of it."""
    return stage not in AGREED


@transaction.atomic
def withdraw(application: Application, words: str) -> None:
    """Withdrawn twice, it is withdrawn once. The same person may send the same application again later."""
    application = _lock(application)
    if application.stage == Stage.WITHDRAWN:
        return
    if not can_withdraw(application.shown_stage):
        raise RefusedError(_("It can no longer be withdrawn here. Please write to the coach."))
    application.move_to(Stage.WITHDRAWN, by=None, note=words)
    Application.objects.filter(pk=application.pk).update(fingerprint=f"withdrawn {application.pk}")
    emails.announce_change(application, "withdrawn")


@transaction.atomic
def delete(application: Application) -> None:
    """Leave nothing of it, and tell the coach that one is gone, not whose."""
    application = _lock(application)
    if not can_delete(application.shown_stage):
        raise RefusedError(_("It cannot be deleted here, as you and the coach have an agreement."))
    erasing.erase(application)
    emails.announce_deletion(application)


@transaction.atomic
def withdraw_consent(application: Application) -> None:
    """What the coach deletes then, she decides by what she is bound to keep, and says so."""
    application = _lock(application)
    if not application.consent_withdrawn_at:
        application.consent_withdrawn_at = timezone.now()
        application.save(update_fields=["consent_withdrawn_at"])
        application.notes.create(author=None, text=_("Withdrew the consent to keep the answers."))
        emails.announce_change(application, "consent")


def _lock(application: Application) -> Application:
    return Application.objects.select_for_update().get(pk=application.pk)
