"""The events of an application in one list."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from accounts.models import User
from coaching.models import Application, Message, Note, StageChange


class EventKind(StrEnum):
    CHANGE = "change"
    NOTE = "note"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Event:
    """An event. ``person`` is ``None`` for the applicant."""

    kind: EventKind
    at: datetime
    person: User | None
    row: StageChange | Note | Message


def events_for(application: Application) -> list[Event]:
    """Return changes, notes and mails, the newest first, in three queries."""
    changes = application.changes.select_related("person", "message__mail")
    notes = application.notes.select_related("author")
    mails = application.messages.select_related("person", "mail").defer("mail__text", "mail__html")
    events = [
        *[Event(EventKind.CHANGE, change.changed_at, change.person, change) for change in changes],
        *[Event(EventKind.NOTE, note.created_at, note.author, note) for note in notes],
        *[Event(EventKind.MESSAGE, message.written_at, message.person, message) for message in mails],
    ]
    return sorted(events, key=lambda event: event.at, reverse=True)
