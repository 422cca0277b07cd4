from collections.abc import Iterator
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from coaching.export import application_data, noted
from coaching.models import Answer, Application, LinkRequest, Message, Note, SignUp, StageChange
from privacy.holdings.base import Holding
from privacy.person import Person


def applications_of(person: Person) -> QuerySet[Application]:
    return Application.objects.filter(person.has("email"), person.by_then("created_at"))


class Applications(Holding[Application]):
    """All that belongs to them is given out, and goes, with them; ``coaching`` says what their applicant may read."""

    model = Application
    personal = [
        *"name email phone consent_text fingerprint address user_agent referrer screening_error".split(),
        *"next_step clearance_note".split(),
    ]
    # By the way into the data; what is not here is for machines.
    labels = {
        "sent_at": _("received"),
        "stage": _("stage"),
        "name": _("name"),
        "email": _("e-mail"),
        "phone": _("phone"),
        "consent.text": _("consent, as it was worded"),
        "consent.given_at": _("consented"),
        "consent.withdrawn_at": _("consent withdrawn"),
        "messages.sent_at": _("mail to you"),
        "messages.from": _("from"),
        "messages.subject": _("subject"),
        "messages.text": _("text"),
        "recorded.ip_address": _("IP address"),
        "recorded.browser": _("browser"),
        "recorded.page": _("came from"),
        "noted.next_step": _("next step"),
        "noted.next_step_on": _("next step, on"),
        "noted.clearance_needed": _("needs a doctor’s word"),
        "noted.clearance_on": _("doctor’s word, given on"),
        "noted.clearance_note": _("what the doctor said"),
        "noted.notes.written_at": _("noted on"),
        "noted.notes.text": _("note"),
        "noted.changes.changed_at": _("stage changed"),
        "noted.changes.before": _("before"),
        "noted.changes.after": _("after"),
        "noted.changes.note": _("note"),
    }
    email = "email"

    def of(self, person: Person) -> QuerySet[Application]:
        return applications_of(person)

    def export(self, person: Person) -> list[dict[str, Any]]:
        return [{**application_data(row), "noted": noted(row)} for row in self.of(person)]

    def readable(self, row: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        question = ""
        for path, value in _flat(row):
            if path == "answers.question":
                question = value
            elif path == "answers.text":
                yield question, value
            elif path in self.labels:
                is_stage = path.rpartition(".")[2] in ("stage", "before", "after")
                yield self.label(path), Application.Stage(value).label if is_stage else value


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each single value, with the way to it."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _flat(part, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for part in value:
            yield from _flat(part, path)
    else:
        yield path, value


class OfApplications[M: Model](Holding[M]):
    """What goes with an application, and is given out with it."""

    def of(self, person: Person) -> QuerySet[M]:
        of_them: Any = self.model._default_manager.filter(application__in=applications_of(person))
        return of_them  # type: ignore[no-any-return]

    def export(self, person: Person) -> list[dict[str, Any]]:
        return []


class Answers(OfApplications[Answer]):
    model = Answer
    personal = ["value"]


class Notes(OfApplications[Note]):
    """What the coach wrote down about a person is that person's to read, too."""

    model = Note
    personal = ["text"]


class Messages(OfApplications[Message]):
    model = Message
    personal = ["subject", "text"]


class StageChanges(OfApplications[StageChange]):
    model = StageChange
    personal = ["note"]


class LinkRequests(Holding[LinkRequest]):
    model = LinkRequest
    personal = ["email", "address"]
    given = ["created_at", "email", "address"]
    email = "email"

    def of(self, person: Person) -> QuerySet[LinkRequest]:
        return LinkRequest.objects.filter(person.has("email"), person.by_then("created_at"))


class SignUps(Holding[SignUp]):
    model = SignUp
    personal = ["name", "email", "consent_text", "address"]
    given = [*"offer created_at confirmed_at name email post consent_text address".split()]
    email = "email"

    def of(self, person: Person) -> QuerySet[SignUp]:
        return SignUp.objects.filter(person.has("email"), person.by_then("created_at"))
