from collections.abc import Iterator
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from coaching.export import application_data, internal_data
from coaching.models import Answer, Application, LinkRequest, Message, Note, StageChange
from offers.models import SignUp
from privacy.person import Person
from privacy.personal_data.base import PersonalData


def applications_by(person: Person) -> QuerySet[Application]:
    return Application.objects.filter(person.matches("email"), person.until_filter("created_at"))


class Applications(PersonalData[Application]):
    """Applications with all their parts. ``coaching.export`` says what the applicant may read."""

    model = Application
    personal_fields = [
        *"name email phone consent_text fingerprint ip_address network user_agent referrer screening_error".split(),
        *"next_step clearance_note".split(),
    ]
    # Keys are paths into the exported data. What has no label here is left out of the HTML.
    labels = {
        "sent_at": _("received"),
        "stage": _("stage"),
        "name": _("name"),
        "email": _("e-mail"),
        "phone": _("phone"),
        "consent.text": _("wording of the consent"),
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
        "noted.clearance_needed": _("needs medical clearance"),
        "noted.clearance_on": _("medical clearance, given on"),
        "noted.clearance_note": _("what the doctor said"),
        "noted.notes.written_at": _("noted on"),
        "noted.notes.text": _("note"),
        "noted.changes.changed_at": _("stage changed"),
        "noted.changes.before": _("before"),
        "noted.changes.after": _("after"),
        "noted.changes.note": _("note"),
    }
    email_field = "email"

    def rows_for(self, person: Person) -> QuerySet[Application]:
        return applications_by(person)

    def export(self, person: Person) -> list[dict[str, Any]]:
        return [{**application_data(row), "noted": internal_data(row)} for row in self.rows_for(person)]

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
    """Yield each single value with its path."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _flat(part, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for part in value:
            yield from _flat(part, path)
    else:
        yield path, value


class ApplicationPart[M: Model](PersonalData[M]):
    """Rows that are exported and deleted together with their application."""

    def rows_for(self, person: Person) -> QuerySet[M]:
        rows: Any = self.model._default_manager.filter(application__in=applications_by(person))
        return rows  # type: ignore[no-any-return]

    def export(self, person: Person) -> list[dict[str, Any]]:
        return []


class Answers(ApplicationPart[Answer]):
    model = Answer
    personal_fields = ["value"]


class Notes(ApplicationPart[Note]):
    """The coach's notes. The person has a right to read them too."""

    model = Note
    personal_fields = ["text"]


class Messages(ApplicationPart[Message]):
    model = Message
    personal_fields = ["subject", "text"]


class StageChanges(ApplicationPart[StageChange]):
    model = StageChange
    personal_fields = ["note"]


class LinkRequests(PersonalData[LinkRequest]):
    model = LinkRequest
    personal_fields = ["email", "ip_address"]
    exported_fields = ["created_at", "email", "ip_address"]
    email_field = "email"

    def rows_for(self, person: Person) -> QuerySet[LinkRequest]:
        return LinkRequest.objects.filter(person.matches("email"), person.until_filter("created_at"))


class SignUps(PersonalData[SignUp]):
    model = SignUp
    personal_fields = ["name", "email", "consent_text", "ip_address"]
    exported_fields = [*"offer created_at confirmed_at name email post consent_text ip_address".split()]
    email_field = "email"

    def rows_for(self, person: Person) -> QuerySet[SignUp]:
        return SignUp.objects.filter(person.matches("email"), person.until_filter("created_at"))
