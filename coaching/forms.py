from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coaching.attribution import AttributionMixin
from coaching.models import Application, Question
from coaching.questions import QuestionsMixin, field_name
from core.validators import validate_one_line, validate_visible
from core.web.public_forms import HoneypotMixin

# The text is stored with each application as it was shown.
CONSENT = _(
    "I agree that the coach may store and read my answers in order to reply to my application, and for nothing else. "
    "I can have them deleted at any time."
)


class ApplicationForm(HoneypotMixin, QuestionsMixin, AttributionMixin, forms.ModelForm[Application]):
    """The application form. It has the questions whose ids are in the field ``asked``, or else the current ones."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        validators=[validate_visible, validate_one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        help_text=_("Only if you would like to be called."),
        validators=[validate_visible, validate_one_line],
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel", "inputmode": "tel"}),
    )
    consent = forms.BooleanField(
        label=CONSENT, error_messages={"required": _("We may not store your application without your consent.")}
    )

    class Meta:
        model = Application
        fields = ["name", "email", "phone"]
        labels = {"email": _("E-mail")}
        help_texts = {"email": _("We will reply to this address.")}
        widgets = {"email": forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"})}

    def __init__(self, *args: Any, questions: list[Question] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_questions(questions or Question.objects.shown(self.data.get("asked") or self.initial.get("asked", "")))
        self.order_fields(["name", "email", "phone", *map(field_name, self.questions)])

    def save(self, commit: bool = True) -> Application:
        self.instance.consent_text = str(CONSENT)
        self.set_attribution(self.instance)
        self.instance.is_suspected_spam = self.is_filled_by_bot
        return super().save(commit)
