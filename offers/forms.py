from django import forms
from django.utils.translation import gettext_lazy as _

from blog.models import Post
from core.validators import validate_one_line, validate_visible
from core.web.public_forms import HoneypotMixin
from offers.attribution_field import AttributionField

# The text is stored with each sign-up as it was shown.
CONSENT = _(
    "I agree that my name and address are stored, and that the coach may write to me about this. I "
    "can have both deleted at any time."
)


class SignUpForm(HoneypotMixin, forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        validators=[validate_visible, validate_one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("We will send the link to this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    consent = forms.BooleanField(
        label=CONSENT, error_messages={"required": _("We may not store your address without your consent.")}
    )
    article = AttributionField(Post.objects.published)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()
