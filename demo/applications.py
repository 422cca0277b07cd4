"""The sample's applications, from ``texts/applications.toml``, each with the coach's notes."""

import tomllib
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from coaching.forms import CONSENT
from coaching.models import Application, Note
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
    application = Application.objects.create(
        **values, created_at=received, consented_at=received, screened_at=received, consent_text=str(CONSENT)
    )
    Note.objects.bulk_create(
        Note(
            application=application,
            author=coach,
            text=note["text"],
            created_at=now - timedelta(days=note["days"]),
        )
        for note in notes
    )
