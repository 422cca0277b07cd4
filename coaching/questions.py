"""Form fields for each kind of question."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coaching.models import Answer, Question
from core.validators import validate_no_controls, validate_one_line, validate_visible

MAX_LINE_LENGTH = 300
MAX_TEXT_LENGTH = 3000
# With more options, a select box is used.
MAX_RADIOS = 8
MAX_NUMBER = 1_000_000

Kind = Question.Kind


class LongTextField(forms.CharField):
    """Counts a line break as one character, like the browser's ``maxlength``, although two are sent."""

    widget = forms.Textarea(attrs={"rows": 5})

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class QuestionsMixin(forms.Form):
    """Adds fields for ``questions`` to a form."""

    questions: list[Question]

    def add_questions(self, questions: list[Question]) -> None:
        self.questions = questions
        for question in questions:
            self.fields[field_name(question)] = form_field(question)

    def answers(self) -> list[Answer]:
        """Return unsaved answers, without an application. The form must be valid."""
        given = [(question, self.cleaned_data[field_name(question)]) for question in self.questions]
        return [Answer(question=question, value=value) for question, value in given if value not in ("", None, [])]

    @property
    def answer_fields(self) -> list[forms.BoundField]:
        return [self[field_name(question)] for question in self.questions]

    @property
    def asked(self) -> str:
        """The ids of the questions, for a hidden field, so that an answer is stored with the wording that was shown."""
        return ",".join(str(question.pk) for question in self.questions)


def field_name(question: Question) -> str:
    """Return the field's name. It is the same for all wordings, so that a draft on a device outlives a new wording."""
    return f"question-{question.place}"


def form_field(question: Question) -> forms.Field:
    common: dict[str, Any] = {"label": question.text, "help_text": question.help_text, "required": question.is_required}
    options = [(option, option) for option in question.options]
    match question.kind:
        case Kind.LONG:
            validators = [validate_visible, validate_no_controls]
            return LongTextField(max_length=MAX_TEXT_LENGTH, validators=validators, **common)
        case Kind.CHOICE if len(options) <= MAX_RADIOS:
            return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **common)
        case Kind.CHOICE:
            return forms.ChoiceField(choices=[("", _("Please choose")), *options], **common)
        case Kind.SEVERAL:
            return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **common)
        case Kind.NUMBER:
            return _number_field(question, common)
    return forms.CharField(max_length=MAX_LINE_LENGTH, validators=[validate_visible, validate_one_line], **common)


def _number_field(question: Question, common: dict[str, Any]) -> forms.Field:
    smallest, largest = question.minimum or 0, question.maximum
    if question.is_scale:
        scale = [(number, str(number)) for number in range(smallest, (largest or 0) + 1)]
        widget = forms.RadioSelect(attrs={"class": "scale"})
        return forms.TypedChoiceField(choices=scale, coerce=int, empty_value=None, widget=widget, **common)
    # Not type="number": a mouse wheel changes it by accident, and it drops text that is no number.
    text_input = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    largest = MAX_NUMBER if largest is None else largest
    return forms.IntegerField(min_value=smallest, max_value=largest, widget=text_input, **common)
