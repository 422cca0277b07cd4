from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sign_in.forms import AcceptanceForm


class HandOverForm(AcceptanceForm):
    """The name, address and password of whoever takes over the account of the sample's coach."""

    email = forms.EmailField()
    field_order = ["name", "email", "password1", "password2"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = ""

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(_("Somebody here has this e-mail address already."))
        return email
