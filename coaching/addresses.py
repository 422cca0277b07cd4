"""Correct an applicant’s e-mail address that refuses mail."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from coaching.applicant_actions import save_once
from coaching.models import Application
from core.refusals import RefusedError
from outbox.models import OutgoingMail


@transaction.atomic
def correct_address(application: Application, email: str, *, by: User) -> None:
    """Change the address, with a note, and send there what could not be delivered to the old one.

    The links in it stay valid, because the old address took no mail. Raises ``RefusedError`` if mail
    reaches the old address, or the new one is the same, or the same application came from it.
    """
    application = Application.objects.select_for_update().get(pk=application.pk)
    before = application.email
    if not OutgoingMail.objects.undelivered_to(before):
        raise RefusedError(_("Mail reaches this address, so only the applicant can change it."))
    if email == before:
        raise RefusedError(_("This is the address that refuses mail. Please enter the right one."))
    application.email = email
    application.fingerprint = application.make_fingerprint(application.answers.select_related("question"))
    save_once(application)
    application.notes.create(author=by, text=_("Corrected the e-mail address. Before: %(email)s") % {"email": before})
    about = OutgoingMail.objects.about(Application.objects.filter(pk=application.pk)).to_address(before)
    for mails in (about.unsent(), about.failed()):
        moved = list(mails.values_list("pk", flat=True))
        OutgoingMail.objects.filter(pk__in=moved).update(to=email)
        OutgoingMail.objects.filter(pk__in=moved, given_up_at__isnull=False).try_again()
