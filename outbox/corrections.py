"""The form about an address that mail does not reach, on the pages of comments and applications."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.refusals import RefusedError
from outbox.models import OutgoingMail


class AddressForm(forms.Form):
    email = forms.EmailField(max_length=100)


def take_correction(request: HttpRequest, before: str, correct: Callable[[str], None]) -> None:
    """Call ``correct`` with the new address, or with ``again`` take ``before`` for a good one; say what was done.

    ``correct`` may raise ``RefusedError``. Both ways send what could not be delivered.
    """
    if "again" in request.POST:
        OutgoingMail.objects.failed().to_address(before).try_again()
        messages.success(request, _("What could not be delivered is being sent again."))
        return
    form = AddressForm(request.POST)
    try:
        if not form.is_valid():
            raise RefusedError(" ".join(str(error) for error in form.errors["email"]))
        correct(form.cleaned_data["email"])
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The address is corrected. What could not be delivered is sent there."))
