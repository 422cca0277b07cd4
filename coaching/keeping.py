"""What applicants do with their own application, from its private page.

Each of it locks the row, so that it comes before or after what the coach does, never at the same time; it raises
``Application.DoesNotExist`` after a deletion. What is possible goes by the stage that applicants know of, so that a
refusal never tells them what they were not told.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching import emails, erasing, link_mails
from coaching.keeping_forms import CorrectionForm
from coaching.models import Answer, Application
from coaching.models.application import new_link_number
from core.guard import is_flood

Stage = Application.Stage

CORRECTIONS_A_DAY = 10


class RefusedError(Exception):
    """It cannot be done. The message says why, to the applicant."""


def can_correct(stage: str) -> bool:
    """``stage`` as the applicant knows it. What was decided about stays as it was."""
    return stage in (Stage.NEW, Stage.IN_CONVERSATION)


def can_withdraw(stage: str) -> bool:
    return stage in (Stage.NEW, Stage.IN_CONVERSATION, Stage.ACCEPTED)


def can_delete(stage: str) -> bool:
    """Not where there is an agreement with the coach: she may be bound to keep some of it."""
    return stage not in Application.AGREED


@transaction.atomic
def correct(application: Application, form: CorrectionForm) -> Application:
    """Change what a valid form holds, and note for the coach what stood there before. Returns it as it is then.

    The coaches are told, and until one says that she has seen it, not of what follows: it waits in the inbox.
    Another e-mail address ends all links that were mailed to the one before, and gets a new one.
    """
    application = _lock(application)
    if not can_correct(application.shown_stage):
        raise RefusedError(_("It can no longer be changed here. Please write to the coach."))
    before = _correct_contact(application, form) + _correct_answers(application, form)
    if not before:
        return application
    by_applicant = application.notes.filter(author=None)
    if is_flood(by_applicant, limit=CORRECTIONS_A_DAY, within=timedelta(days=1), application=application.pk):
        raise RefusedError(_("You have changed it several times today. Please go on tomorrow."))
    note = application.notes.create(author=None, text="\n\n".join([_("Corrected. Before, it was:"), *before]))
    is_first = application.corrected_at is None
    application.corrected_at = application.corrected_at or note.created_at
    application.fingerprint = application.make_fingerprint(application.answers.select_related("question"))
    _save_once(application)
    if is_first:
        emails.announce_correction(application, note)
    return application


def _correct_contact(application: Application, form: CorrectionForm) -> list[str]:
    """Into the object, not yet the database. Answers with what was changed, as it was before."""
    before = {name: getattr(application, name) for name in form.CONTACT}
    changed = [name for name in form.CONTACT if form.cleaned_data[name] != before[name]]
    for name in changed:
        setattr(application, name, form.cleaned_data[name])
    if "email" in changed:
        application.link_number = new_link_number()
        link_mails.readdress(application, before["email"])
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


def _save_once(application: Application) -> None:
    """Raises ``RefusedError`` where it would then be the same as another that the same person sent."""
    try:
        with transaction.atomic():
            application.save(update_fields=["name", "email", "phone", "link_number", "fingerprint", "corrected_at"])
    except IntegrityError:
        raise RefusedError(_("You have sent the same before, as another application.")) from None


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
    if can_delete(application.shown_stage):
        raise RefusedError(_("You can delete it yourself."))
    if not application.consent_withdrawn_at:
        application.consent_withdrawn_at = timezone.now()
        application.save(update_fields=["consent_withdrawn_at"])
        application.notes.create(author=None, text=_("Withdrew the consent to keep the answers."))
        emails.announce_change(application, "consent")


def _lock(application: Application) -> Application:
    return Application.objects.select_for_update().get(pk=application.pk)
