from django import forms
from django.utils.translation import gettext_lazy as _

from core.web.public_forms import HoneypotMixin
from privacy.models import PrivacyRequest


class PrivacyRequestForm(HoneypotMixin, forms.ModelForm[PrivacyRequest]):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The address you gave with a comment, an application or a sign-up."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Please enter your e-mail address."),
            "invalid": _("Please enter an e-mail address such as name@example.org."),
        },
    )
    kind = forms.ChoiceField(
        label=_("What would you like?"),
        choices=PrivacyRequest.Kind.choices,
        initial=PrivacyRequest.Kind.EXPORT,
        widget=forms.RadioSelect,
    )

    field_order = "email kind homepage_url".split()

    class Meta:
        model = PrivacyRequest
        fields = ["email", "kind"]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.lower()
