import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from coaching.models.application import Application
from coaching.models.question import Question


class UnescapedJSONEncoder(json.JSONEncoder):
    """Does not write letters as ``\\u00fc``, so that SQLite can search for words in the column."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": False})


class Answer(models.Model):
    """An applicant's answer. It is shown only in the admin and to the applicant, never in a mail or a log.

    ``value`` is a text, a whole number or a list of texts. A question that was left empty has no row.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    value = models.JSONField(_("answer"), encoder=UnescapedJSONEncoder)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        # The order in the form at the time.
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("application", "question", name="answer_once")]

    def __str__(self) -> str:
        # Without the answer, because the admin's log stores this.
        return self.wording

    @property
    def wording(self) -> str:
        """The question in its wording at the time."""
        return self.question.text

    @property
    def text(self) -> str:
        return ", ".join(self.value) if isinstance(self.value, list) else str(self.value)
