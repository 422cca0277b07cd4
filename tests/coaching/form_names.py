"""The names of the form's fields."""

from coaching.questions import field_name
from tests.factories import default_questions


def form_name(name: str) -> str:
    question = default_questions().get(name)
    return field_name(question) if question else name
