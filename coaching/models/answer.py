import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from coaching.models.application import Application
from coaching.models.question import Question


class Readable(json.JSONEncoder):
    """Letters as they are and not as ``\\u00fc``, so that SQLite finds words in them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": False})


class Answer(models.Model):
    """What an applicant answered. It is shown in the admin and to herself, and goes nowhere else: no mail, no log.

    ``value`` is a text, a whole number, or for several a list of texts. A question left empty has no row.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    value = models.JSONField(_("answer"), encoder=Readable)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        # As they stood in the form, whatever was moved since.
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("application", "question", name="answer_once")]

    def __str__(self) -> str:
        # Not its text: the admin's log quotes this.
        return self.wording

    @property
    def wording(self) -> str:
        """The question, as it was worded then."""
        return self.question.text

    @property
    def text(self) -> str:
        return ", ".join(self.value) if isinstance(self.value, list) else str(self.value)
