"""What Django and its tasks write down by themselves."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django_ox.models import OxTask

from privacy.holdings.base import Holding
from privacy.person import Person


class LogEntries(Holding[LogEntry]):
    """The admin's log says what was done to a row, and calls that by its name: here, that of a person.

    It looks at the ``others``, and has to be erased before them.
    """

    model = LogEntry
    personal = ["object_repr", "change_message"]

    def __init__(self, others: Iterable[Holding[Any]]) -> None:
        self.others = list(others)

    def of(self, person: Person) -> QuerySet[LogEntry]:
        wanted = Q(pk__in=person.named_in(LogEntry.objects.all(), "object_repr", "change_message"))
        for holding in self.others:
            of_it = Q(content_type=ContentType.objects.get_for_model(holding.model))
            keys = holding.of(person).annotate(as_text=Cast("pk", CharField(max_length=40))).values("as_text")
            wanted |= of_it & Q(object_id__in=keys)
        return LogEntry.objects.filter(wanted)

    def export(self, person: Person) -> list[dict[str, Any]]:
        """It is about the staff's work."""
        return []

    def erase(self, person: Person) -> int:
        return self.of(person).update(object_repr="", change_message="")


class Tasks(Holding[OxTask]):
    """A task is told the key of a row, and nothing of what is in it; but what failed may quote it."""

    model = OxTask
    personal = ["args", "kwargs", "return_value", "errors"]

    def of(self, person: Person) -> QuerySet[OxTask]:
        errors = OxTask.objects.exclude(errors=[]).annotate(said=Cast("errors", TextField()))
        return OxTask.objects.filter(pk__in=person.named_in(errors, "said"))

    def export(self, person: Person) -> list[dict[str, Any]]:
        return []

    def erase(self, person: Person) -> int:
        return self.of(person).update(errors=[])
