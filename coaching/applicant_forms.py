"""The forms of the applicant's private pages."""

from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from coaching.forms import ApplicationForm
from coaching.models import Application, Question
from coaching.questions import QuestionsMixin, field_name
from core.validators import validate_no_controls, validate_visible
from core.web.public_forms import HoneypotMixin, PublicForm


class LinkRequestForm(HoneypotMixin, forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The address you gave in your application."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ApplicantForm(PublicForm):
    """The form of an action by the applicant. The base class has no fields."""

    @classmethod
    def for_application(cls, application: Application, data: Any = None) -> Self:
        """Return the form bound to ``data``, or with the application's values as initial ones."""
        return cls(data)


class WithdrawForm(ApplicantForm):
    words = forms.CharField(
        label=_("Why? (optional)"),
        max_length=1000,
        required=False,
        validators=[validate_visible, validate_no_controls],
        help_text=_("The coach will read this. You don’t have to give a reason."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CorrectionForm(QuestionsMixin, ApplicantForm):
    """Shows the answered questions in their wording at the time, then the unanswered and new ones as optional."""

    name = ApplicationForm.base_fields["name"]
    email = ApplicationForm.base_fields["email"]
    phone = ApplicationForm.base_fields["phone"]

    CONTACT = ("name", "email", "phone")

    @classmethod
    def for_application(cls, application: Application, data: Any = None) -> Self:
        given = list(application.answers.select_related("question"))
        initial = {name: getattr(application, name) for name in cls.CONTACT}
        form = cls(data, initial={**initial, **{field_name(answer.question): answer.value for answer in given}})
        answered = {answer.question.place: answer.question for answer in given}
        shown = Question.objects.shown(form.data.get("asked", ""))
        unanswered = [question for question in shown if question.place not in answered]
        form.fields["email"].help_text = _(
            "If you change it, links sent to the old address stop working, and the new address gets a new link."
        )
        form.add_questions([*answered.values(), *unanswered])
        for question in unanswered:
            form.fields[field_name(question)].required = False
        return form
