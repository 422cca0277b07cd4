from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coaching.models import Application
from comments.models import Comment
from core.guard import HoneypotMixin

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Application]
    ModelChoiceField = forms.ModelChoiceField[Comment]
else:
    ModelForm = forms.ModelForm
    ModelChoiceField = forms.ModelChoiceField

# The one place of this wording. It is stored with each application as it was shown.
CONSENT = _(
    "I agree that my answers are stored and read by the coach, to answer my application and for nothing else. "
    "I can have them deleted at any time."
)


class OriginField(ModelChoiceField):
    """The reader's comment below which there was a link to the form. Anything else is taken for none, silently."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(Comment.objects.by_guests().standing(), required=False)

    def to_python(self, value: Any) -> Comment | None:
        try:
            return super().to_python(value)
        except forms.ValidationError:
            return None

    def prepare_value(self, value: Any) -> int | None:
        comment = self.to_python(value)
        return comment.pk if comment else None


class ApplicationForm(HoneypotMixin, ModelForm):
    days_per_week = forms.TypedChoiceField(
        label=_("How many days a week can you train?"),
        choices=[(number, str(number)) for number in range(1, 8)],
        coerce=int,
        widget=forms.RadioSelect,
    )
    consent = forms.BooleanField(
        label=CONSENT, error_messages={"required": _("Without your consent we may not store your application.")}
    )
    comment = OriginField()

    class Meta:
        model = Application
        fields = ["name", "email", "phone", *Application.ANSWERS]
        labels = {
            "name": _("Your name"),
            "email": _("E-mail"),
            "phone": _("Phone"),
            "goal": _("What do you want to reach?"),
            "training": _("What does your training look like so far?"),
            "obstacles": _("What has stopped you before?"),
            "found_through": _("How did you find us?"),
        }
        help_texts = {
            "email": _("The answer comes to this address."),
            "phone": _("Only if you like to be called."),
            "goal": _("In your own words: what would you like to be able to do?"),
            "training": _("What you did, how often, and what you enjoyed. “Nothing yet” is a fine answer."),
            "obstacles": _("Time, place, boredom, plans that did not fit: whatever it was."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
            "goal": forms.Textarea(attrs={"rows": 5}),
            "training": forms.Textarea(attrs={"rows": 5}),
            "obstacles": forms.Textarea(attrs={"rows": 4}),
        }

    @classmethod
    def giving_back(cls, data: Any) -> "ApplicationForm":
        """The form as it was filled in, not checked. Consent is to be given anew."""
        return cls(initial={name: data[name] for name in cls.base_fields if name in data and name != "consent"})

    def save(self, commit: bool = True) -> Application:
        self.instance.consent_text = str(CONSENT)
        self.instance.came_from_comment = self.cleaned_data["comment"]
        self.instance.is_suspected_spam = self.is_trapped
        return super().save(commit)

    @property
    def faults(self) -> list[forms.BoundField]:
        """The fields that are wrong, for the summary above the form."""
        return [field for field in self if field.errors]
