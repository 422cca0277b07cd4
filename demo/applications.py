"""The sample's applications, from ``texts/applications.toml``, each with its stages, notes and corrections."""

import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from blog.models import Post
from coaching.forms import CONSENT
from coaching.models import Answer, Application, Note, Question
from demo.articles import TEXTS
from offers.models import Offer


def write_applications(coach: User, posts: dict[str, Post], now: datetime) -> int:
    """Write all applications and return their number. No mail is sent.

    ``days`` in the file counts back from ``now``; ``article`` is a key of ``posts``, ``offer`` a slug.
    """
    read = tomllib.loads((TEXTS / "applications.toml").read_text(encoding="utf-8"))["applications"]
    for values in reversed(read):
        _write(values, coach, posts, now)
    return len(read)


def _write(values: dict[str, Any], coach: User, posts: dict[str, Post], now: datetime) -> None:
    def ago(days: float) -> datetime:
        return now - timedelta(days=days)

    notes, changes, corrections = (values.pop(name, []) for name in ("notes", "changes", "corrections"))
    received = ago(values.pop("days"))
    answers = [
        Answer(question=question, value=value)
        for question, value in zip(Question.objects.asked(), values.pop("answers"), strict=False)
        if value
    ]
    if "next_step" in values:
        values["next_step_on"] = ago(-values.pop("next_step_in")).date()
    if "clearance_days" in values:
        values["clearance_on"] = ago(values.pop("clearance_days")).date()
    source = {
        "came_from_post": posts.get(values.pop("article", "")),
        "came_from_offer": Offer.objects.filter(slug=values.pop("offer", "")).first(),
    }
    application = Application(
        **source, **values, created_at=received, consented_at=received, screened_at=received, consent_text=str(CONSENT)
    )
    application.stage = changes[-1]["stage"] if changes else Application.Stage.NEW
    application.corrected_at = ago(corrections[0]["days"]) if corrections else None
    application.store(answers)
    by_whom = [*((coach, note) for note in notes), *((None, note) for note in corrections)]
    Note.objects.bulk_create(
        Note(application=application, author=author, text=note["text"], created_at=ago(note["days"]))
        for author, note in by_whom
    )
    _move(application, changes, coach, ago)


def _move(
    application: Application, changes: list[dict[str, Any]], coach: User, ago: Callable[[float], datetime]
) -> None:
    before: str = Application.Stage.NEW
    for change in changes:
        moment = ago(change["days"])
        application.changes.create(
            before=before,
            after=change["stage"],
            person=coach,
            note=change.get("note", ""),
            changed_at=moment,
            told_at=moment,
        )
        before = change["stage"]
