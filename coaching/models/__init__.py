from coaching.models.answer import Answer
from coaching.models.application import Application, ApplicationQuerySet
from coaching.models.note import Note
from coaching.models.question import Question

__all__ = ["Answer", "Application", "ApplicationQuerySet", "Note", "Question"]
