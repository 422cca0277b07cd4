"""The sample's applications, from ``texts/applications.toml``, each with the coach's notes."""

import tomllib
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from coaching.forms import CONSENT
from coaching.models import Answer, Application, Note, Question
from demo.articles import TEXTS


def write_applications(coach: User, now: datetime) -> int:
    """Write all applications; gives their number. Nobody is mailed about them.

    ``days`` in the file counts back from ``now``.
    """
    read = tomllib.loads((TEXTS / "applications.toml").read_text(encoding="utf-8"))["applications"]
    for values in reversed(read):
        _write(values, coach, now)
    return len(read)


def _write(values: dict[str, Any], coach: User, now: datetime) -> None:
    notes = values.pop("notes", [])
    received = now - timedelta(days=values.pop("days"))
    answers = [
        Answer(question=question, value=value)
        for question, value in zip(Question.objects.asked(), values.pop("answers"), strict=False)
        if value
    ]
    application = Application(
        **values, created_at=received, consented_at=received, screened_at=received, consent_text=str(CONSENT)
    )
    application.store(answers)
    Note.objects.bulk_create(
        Note(
            application=application,
            author=coach,
            text=note["text"],
            created_at=now - timedelta(days=note["days"]),
        )
        for note in notes
    )
