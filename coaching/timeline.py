"""What happened to an application, in one list."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from accounts.models import User
from coaching.models import Application, Message, Note, StageChange


class Kind(StrEnum):
    CHANGE = "change"
    NOTE = "note"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Event:
    """``person`` is ``None`` for the applicant."""

    kind: Kind
    at: datetime
    person: User | None
    what: StageChange | Note | Message


def of(application: Application) -> list[Event]:
    """Its changes, notes and mails, the newest first, with three queries."""
    changes = application.changes.select_related("person", "message__mail")
    notes = application.notes.select_related("author")
    mails = application.messages.select_related("person", "mail").defer("mail__text", "mail__html")
    events = [
        *[Event(Kind.CHANGE, change.changed_at, change.person, change) for change in changes],
        *[Event(Kind.NOTE, note.created_at, note.author, note) for note in notes],
        *[Event(Kind.MESSAGE, message.written_at, message.person, message) for message in mails],
    ]
    return sorted(events, key=lambda event: event.at, reverse=True)
