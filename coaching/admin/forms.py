"""The forms for handling an application and for mails to the applicant."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coaching.coaches import coaches
from coaching.models import Application
from coaching.models.application import MOVED_MEANWHILE
from core.validators import validate_no_controls, validate_one_line, validate_visible


class HandlingForm(forms.ModelForm[Application]):
    """How an application is handled. ``since`` is the stage that the coach saw."""

    note = forms.CharField(
        label=_("Note"),
        max_length=1000,
        required=False,
        validators=[validate_no_controls],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For yourself and other coaches. The applicant never sees it."),
    )
    since = forms.ChoiceField(choices=Application.Stage, required=False, widget=forms.HiddenInput)

    class Meta:
        model = Application
        fields = ["stage", "is_suspected_spam", *Application.HANDLED]
        widgets = {
            "next_step": forms.TextInput(attrs={"class": "vTextField"}),
            "next_step_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "clearance_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "clearance_note": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["since"] = self.instance.stage
        if "assigned_to" in self.fields:
            self.fields["assigned_to"].queryset = coaches()  # type: ignore[attr-defined]

    def clean_stage(self) -> str:
        """If the coach did not change the stage, keep the current one, whatever happened since."""
        now, chosen = self.initial["stage"], str(self.cleaned_data["stage"])
        since = self.data.get(self.add_prefix("since")) or now
        if since == now:
            return chosen
        if chosen == since:
            return str(now)
        raise ValidationError(MOVED_MEANWHILE, params={"stage": Application.Stage(now).label})

    def clean(self) -> None:
        step, day = self.cleaned_data.get("next_step"), self.cleaned_data.get("next_step_on")
        is_read = self.cleaned_data.get("stage") != Application.Stage.NEW
        if step and not day and "next_step_on" not in self.errors:
            self.add_error("next_step_on", _("Please choose a day."))
        if day and not step and is_read and "next_step" not in self.errors:
            self.add_error("next_step", _("Please write what is to be done on that day."))


class MessageForm(forms.Form):
    """A mail to an applicant. ``key`` is created with the page, so that a form sent twice is one mail."""

    subject = forms.CharField(label=_("Subject"), max_length=200, validators=[validate_visible, validate_one_line])
    text = forms.CharField(
        label=_("Text"),
        max_length=10_000,
        validators=[validate_visible, validate_no_controls],
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    stage = forms.ChoiceField(
        label=_("This mail says that the application is"),
        choices=[("", _("nothing about the stage: leave it as it is")), *Application.Stage.choices],
        required=False,
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    since = forms.ChoiceField(choices=Application.Stage, widget=forms.HiddenInput)
