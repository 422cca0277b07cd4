from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from coaching.fields import QuestionsMixin, name_of
from coaching.models import Application, Question
from coaching.sources import SourceMixin
from core.guard import HoneypotMixin

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Application]
else:
    ModelForm = forms.ModelForm

# The one place of this wording. It is stored with each application as it was shown.
CONSENT = _(
    "I agree that my answers are stored and read by the coach, to answer my application and for nothing else. "
    "I can have them deleted at any time."
)


class ApplicationForm(HoneypotMixin, QuestionsMixin, SourceMixin, ModelForm):
    """Asks what its sender was shown, if it says so in ``asked``; else what is asked now."""

    consent = forms.BooleanField(
        label=CONSENT, error_messages={"required": _("Without your consent we may not store your application.")}
    )

    class Meta:
        model = Application
        fields = ["name", "email", "phone"]
        labels = {"name": _("Your name"), "email": _("E-mail"), "phone": _("Phone")}
        help_texts = {"email": _("The answer comes to this address."), "phone": _("Only if you like to be called.")}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel", "inputmode": "tel"}),
        }

    def __init__(self, *args: Any, questions: list[Question] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask(questions or Question.objects.shown(self.data.get("asked") or self.initial.get("asked", "")))
        self.order_fields(["name", "email", "phone", *map(name_of, self.questions)])

    @classmethod
    def giving_back(cls, data: Any) -> "ApplicationForm":
        """The form as it was filled in, not checked. Consent is to be given anew."""
        form = cls(initial={"asked": data.get("asked", "")})
        for name, field in form.fields.items():
            if name != "consent":
                form.initial[name] = field.widget.value_from_datadict(data, MultiValueDict(), name)
        return form

    def save(self, commit: bool = True) -> Application:
        self.instance.consent_text = str(CONSENT)
        self.note_source(self.instance)
        self.instance.is_suspected_spam = self.is_trapped
        return super().save(commit)
