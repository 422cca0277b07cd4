"""How each kind of question is asked in a form, and what its answer is read as."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coaching.models import Answer, Question

LONGEST_LINE = 300
LONGEST_TEXT = 3000
# More than can be read at a glance are folded into a list.
MOST_RADIOS = 8
LARGEST_NUMBER = 1_000_000

Kind = Question.Kind


class LongTextField(forms.CharField):
    """Counts a line break as the browser's ``maxlength`` does: as one character, though two are sent."""

    widget = forms.Textarea(attrs={"rows": 5})

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class QuestionsMixin(forms.Form):
    """Asks ``questions``, after the fields that the form has of its own."""

    questions: list[Question]

    def ask(self, questions: list[Question]) -> None:
        self.questions = questions
        for question in questions:
            self.fields[name_of(question)] = field_of(question)

    def answers(self) -> list[Answer]:
        """Those that were given, of no application yet. The form must be valid."""
        given = [(question, self.cleaned_data[name_of(question)]) for question in self.questions]
        return [Answer(question=question, value=value) for question, value in given if value not in ("", None, [])]

    @property
    def answer_fields(self) -> list[forms.BoundField]:
        return [self[name_of(question)] for question in self.questions]

    @property
    def asked(self) -> str:
        """What it shows, to be sent along: so an answer goes to the wording that was seen."""
        return ",".join(str(question.pk) for question in self.questions)

    @property
    def faults(self) -> list[forms.BoundField]:
        """The fields that are wrong, for the summary above the form."""
        return [field for field in self if field.errors]


def name_of(question: Question) -> str:
    """The same for all its wordings: so a draft on a reader's device still fits when a question was reworded."""
    return f"question-{question.place}"


def field_of(question: Question) -> forms.Field:
    told: dict[str, Any] = {"label": question.text, "help_text": question.help_text, "required": question.is_required}
    options = [(option, option) for option in question.options]
    match question.kind:
        case Kind.LONG:
            return LongTextField(max_length=LONGEST_TEXT, **told)
        case Kind.CHOICE if len(options) <= MOST_RADIOS:
            return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **told)
        case Kind.CHOICE:
            return forms.ChoiceField(choices=[("", _("Please choose")), *options], **told)
        case Kind.SEVERAL:
            return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **told)
        case Kind.NUMBER:
            return _number_field(question, told)
    return forms.CharField(max_length=LONGEST_LINE, **told)


def _number_field(question: Question, told: dict[str, Any]) -> forms.Field:
    smallest, largest = question.minimum or 0, question.maximum
    if question.is_scale:
        scale = [(number, str(number)) for number in range(smallest, (largest or 0) + 1)]
        widget = forms.RadioSelect(attrs={"class": "scale"})
        return forms.TypedChoiceField(choices=scale, coerce=int, empty_value=None, widget=widget, **told)
    # Not type="number", which a wheel turns unseen and which drops what it cannot read.
    typed = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    largest = LARGEST_NUMBER if largest is None else largest
    return forms.IntegerField(min_value=smallest, max_value=largest, widget=typed, **told)
