"""The actions of applicants on their own application, from its private page.

Each function locks the row, so that it does not run at the same time as an action by a coach. It raises
``Application.DoesNotExist`` after a deletion. What is possible depends on the stage that the applicant knows, so that a
refusal never reveals a decision.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching import link_mails, notifications
from coaching.applicant_forms import CorrectionForm
from coaching.models import Answer, Application
from coaching.models.application import new_link_number
from core.refusals import RefusedError
from core.web.rate_limits import Limit
from outbox import erasure

Stage = Application.Stage

MAX_CORRECTIONS = Limit(10, timedelta(days=1), fields=("application",))


def can_correct(stage: str) -> bool:
    """Tell whether corrections are possible in the ``stage`` that the applicant knows, which is before a decision."""
    return stage in (Stage.NEW, Stage.IN_CONVERSATION)


def can_withdraw(stage: str) -> bool:
    return stage in (Stage.NEW, Stage.IN_CONVERSATION, Stage.ACCEPTED)


def can_delete(stage: str) -> bool:
    """Tell whether the applicant may delete it. Not with an agreement, because the coach may have to keep some of
    it."""
    return stage not in Application.AGREED


@transaction.atomic
def correct(application: Application, form: CorrectionForm) -> Application:
    """Apply a valid form, and add a note with the old text. Returns the changed application.

    The coaches are mailed once, and again only after one has marked the correction as seen. A new e-mail address
    revokes all links that were mailed to the old one, and gets a new link.
    """
    application = _lock(application)
    if not can_correct(application.shown_stage):
        raise RefusedError(_("This application can no longer be changed here. Please write to the coach."))
    before = _correct_contact(application, form) + _correct_answers(application, form)
    if not before:
        return application
    by_applicant = application.notes.filter(author=None)
    if MAX_CORRECTIONS.wait(by_applicant, application=application.pk):
        raise RefusedError(_("You have changed this application several times today. Please continue tomorrow."))
    note = application.notes.create(author=None, text="\n\n".join([_("Corrected. The old version:"), *before]))
    is_first = application.corrected_at is None
    application.corrected_at = application.corrected_at or note.created_at
    application.fingerprint = application.make_fingerprint(application.answers.select_related("question"))
    save_once(application)
    if is_first:
        notifications.notify_of_correction(application, note)
    return application


def _correct_contact(application: Application, form: CorrectionForm) -> list[str]:
    """Set the contact fields without saving. Return what was changed, with the old values."""
    before = {name: getattr(application, name) for name in form.CONTACT}
    changed = [name for name in form.CONTACT if form.cleaned_data[name] != before[name]]
    for name in changed:
        setattr(application, name, form.cleaned_data[name])
    if "email" in changed:
        application.link_number = new_link_number()
        link_mails.update_recipient(application, before["email"])
    return [f"{form[name].label}: {before[name] or '–'}" for name in changed]


def _correct_answers(application: Application, form: CorrectionForm) -> list[str]:
    given = {answer.question_id: answer for answer in application.answers.select_related("question")}
    answers = {answer.question_id: answer for answer in form.answers()}
    changed = [pk for pk in {**given, **answers} if _value(given.get(pk)) != _value(answers.get(pk))]
    for pk in changed:
        if pk not in answers:
            given[pk].delete()
        else:
            Answer.objects.update_or_create(
                application=application, question_id=pk, defaults={"value": answers[pk].value}
            )
    return [f"{(given.get(pk) or answers[pk]).wording} {given[pk].text if pk in given else '–'}" for pk in changed]


def _value(answer: Answer | None) -> object:
    return answer.value if answer else None


def save_once(application: Application) -> None:
    """Save. Raises ``RefusedError`` if the same person has another application with the same content."""
    try:
        with transaction.atomic():
            application.save(update_fields=["name", "email", "phone", "link_number", "fingerprint", "corrected_at"])
    except IntegrityError:
        raise RefusedError(_("You have already sent the same answers in another application.")) from None


@transaction.atomic
def withdraw(application: Application, words: str) -> None:
    """Withdraw the application. A second call does nothing. The same application may be sent again later."""
    application = _lock(application)
    if application.stage == Stage.WITHDRAWN:
        return
    if not can_withdraw(application.shown_stage):
        raise RefusedError(_("This application can no longer be withdrawn here. Please write to the coach."))
    application.move_to(Stage.WITHDRAWN, by=None, note=words)
    Application.objects.filter(pk=application.pk).update(fingerprint=f"withdrawn {application.pk}")
    notifications.notify_of_change(application, "withdrawn")


@transaction.atomic
def delete(application: Application) -> None:
    """Delete the application with all traces, and mail the coaches that one was deleted, but not whose."""
    application = _lock(application)
    if not can_delete(application.shown_stage):
        raise RefusedError(_("This application can’t be deleted here, because you and the coach have an agreement."))
    erasure.erase(application)
    notifications.notify_of_deletion(application)


@transaction.atomic
def withdraw_consent(application: Application) -> None:
    """Record it and mail the coaches. The coach decides what must be kept, deletes the rest and tells the
    applicant."""
    application = _lock(application)
    if can_delete(application.shown_stage):
        raise RefusedError(_("You can delete it yourself."))
    if not application.consent_withdrawn_at:
        application.consent_withdrawn_at = timezone.now()
        application.save(update_fields=["consent_withdrawn_at"])
        application.notes.create(author=None, text=_("Withdrew the consent to keep the answers."))
        notifications.notify_of_change(application, "consent")


def _lock(application: Application) -> Application:
    return Application.objects.select_for_update().get(pk=application.pk)
