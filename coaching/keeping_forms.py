"""The forms of the applicant's own pages."""

from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from coaching.models import Application
from core.guard import HoneypotMixin


class LinkRequestForm(HoneypotMixin, forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The address that you gave in your application."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class KeepingForm(forms.Form):
    """What is asked of an applicant before something is done; here, nothing."""

    @classmethod
    def of(cls, application: Application, data: Any = None) -> Self:
        """As it was sent with ``data``, or with what there is to begin with."""
        return cls(data)


class WithdrawForm(KeepingForm):
    words = forms.CharField(
        label=_("If you like: why?"),
        max_length=1000,
        required=False,
        help_text=_("The coach reads it. It helps, and you owe it to nobody."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
