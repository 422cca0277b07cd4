from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coaching.models import Answer, Application, LinkRequest, Message, Note, SignUp, StageChange
from privacy.holdings.base import Holding
from privacy.person import Person


def applications_of(person: Person) -> QuerySet[Application]:
    return Application.objects.filter(person.has("email"), person.by_then("created_at"))


class Applications(Holding[Application]):
    """All that belongs to them goes with them."""

    model = Application
    personal = [
        *"name email phone consent_text fingerprint address user_agent referrer screening_error".split(),
        *"next_step clearance_note".split(),
    ]
    given = [
        *"created_at name email phone shown_stage consent_text consented_at address user_agent referrer".split(),
        *"next_step next_step_on clearance_needed clearance_on clearance_note".split(),
    ]
    labels = {"shown_stage": _("stage")}
    email = "email"

    def of(self, person: Person) -> QuerySet[Application]:
        return applications_of(person)


class Answers(Holding[Answer]):
    model = Answer
    personal = ["value"]
    given = ["application_id", "wording", "text"]
    labels = {"application_id": _("application"), "wording": _("question"), "text": _("answer")}

    def of(self, person: Person) -> QuerySet[Answer]:
        return Answer.objects.filter(application__in=applications_of(person)).select_related("question")


class Notes(Holding[Note]):
    """What the coach wrote down about a person is that person's to read, too."""

    model = Note
    personal = ["text"]
    given = ["application_id", "created_at", "text"]
    labels = {"application_id": _("application")}

    def of(self, person: Person) -> QuerySet[Note]:
        return Note.objects.filter(application__in=applications_of(person))


class Messages(Holding[Message]):
    model = Message
    personal = ["subject", "text"]
    given = ["application_id", "written_at", "subject", "text"]
    labels = {"application_id": _("application")}

    def of(self, person: Person) -> QuerySet[Message]:
        return Message.objects.filter(application__in=applications_of(person))

    def to_give(self, person: Person) -> Iterable[Message]:
        """What was taken back, or is still on its way, is not said."""
        return self.of(person).filter(mail__sent_at__isnull=False)


class StageChanges(Holding[StageChange]):
    model = StageChange
    personal = ["note"]
    given = ["application_id", "changed_at", "get_before_display", "get_after_display", "note"]
    labels = {"application_id": _("application"), "get_before_display": _("before"), "get_after_display": _("after")}

    def of(self, person: Person) -> QuerySet[StageChange]:
        return StageChange.objects.filter(application__in=applications_of(person)).select_related("message__mail")

    def to_give(self, person: Person) -> Iterable[StageChange]:
        """A decision is learned from the coach, and not from a file that is a step ahead of her."""
        return [change for change in self.of(person) if change.is_known]


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
