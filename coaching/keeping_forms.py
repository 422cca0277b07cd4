"""The forms of the applicant's own pages."""

from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from coaching.fields import QuestionsMixin, name_of
from coaching.forms import ApplicationForm
from coaching.models import Application, Question
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

    @property
    def faults(self) -> list[forms.BoundField]:
        """The fields that are wrong, for the summary above the form."""
        return [field for field in self if field.errors]


class WithdrawForm(KeepingForm):
    words = forms.CharField(
        label=_("If you like: why?"),
        max_length=1000,
        required=False,
        help_text=_("The coach reads it. It helps, and you owe it to nobody."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CorrectionForm(QuestionsMixin, KeepingForm):
    """Asks what was answered, in the wording of then; and what was left empty or is asked only now, if she likes."""

    name = ApplicationForm.base_fields["name"]
    email = ApplicationForm.base_fields["email"]
    phone = ApplicationForm.base_fields["phone"]

    CONTACT = ("name", "email", "phone")

    @classmethod
    def of(cls, application: Application, data: Any = None) -> Self:
        given = list(application.answers.select_related("question"))
        initial = {name: getattr(application, name) for name in cls.CONTACT}
        form = cls(data, initial={**initial, **{name_of(answer.question): answer.value for answer in given}})
        answered = {answer.question.place: answer.question for answer in given}
        shown = Question.objects.shown(form.data.get("asked", ""))
        unanswered = [question for question in shown if question.place not in answered]
        form.fields["email"].help_text = _(
            "If you change it, links mailed to the old address end, and the new one gets another."
        )
        form.ask([*answered.values(), *unanswered])
        for question in unanswered:
            form.fields[name_of(question)].required = False
        return form
