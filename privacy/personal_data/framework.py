"""Personal data in the tables of Django's admin and of background tasks."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django_ox.models import OxTask

from privacy.person import Person
from privacy.personal_data.base import PersonalData


class LogEntries(PersonalData[LogEntry]):
    """The admin's log. Its entries hold the name of the row, which may be a person's name.

    They are found by the rows of ``others``, so they are erased before those.
    """

    model = LogEntry
    personal_fields = ["object_repr", "change_message"]

    def __init__(self, others: Iterable[PersonalData[Any]]) -> None:
        self.others = list(others)

    def rows_for(self, person: Person) -> QuerySet[LogEntry]:
        wanted = Q(pk__in=person.rows_mentioning(LogEntry.objects.all(), "object_repr", "change_message"))
        for personal_data in self.others:
            same_model = Q(content_type=ContentType.objects.get_for_model(personal_data.model))
            keys = (
                personal_data.rows_for(person).annotate(as_text=Cast("pk", CharField(max_length=40))).values("as_text")
            )
            wanted |= same_model & Q(object_id__in=keys)
        return LogEntry.objects.filter(wanted)

    def export(self, person: Person) -> list[dict[str, Any]]:
        """The log is about the work of the staff, so it is not exported."""
        return []

    def erase(self, person: Person) -> int:
        return self.rows_for(person).update(object_repr="", change_message="")


class Tasks(PersonalData[OxTask]):
    """Background tasks. Their arguments are keys of rows, but the error of a failed task may quote a row."""

    model = OxTask
    personal_fields = ["args", "kwargs", "return_value", "errors"]

    def rows_for(self, person: Person) -> QuerySet[OxTask]:
        failed = OxTask.objects.exclude(errors=[]).annotate(errors_text=Cast("errors", TextField()))
        return OxTask.objects.filter(pk__in=person.rows_mentioning(failed, "errors_text"))

    def export(self, person: Person) -> list[dict[str, Any]]:
        return []

    def erase(self, person: Person) -> int:
        return self.rows_for(person).update(errors=[])
