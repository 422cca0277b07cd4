from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst

from privacy.person import Person

Label = str | Promise


class PersonalData[M: Model]:
    """What one model holds about persons, and how it is exported and erased.

    ``personal_fields`` names every field that may tell who somebody is or what they said. A test checks that each text
    field of the site is named here or in ``not_personal``. ``exported_fields`` are the fields and properties in an
    export, by default the same. ``labels`` has labels for properties.
    """

    model: ClassVar[type[Model]]
    personal_fields: ClassVar[Sequence[str]]
    exported_fields: ClassVar[Sequence[str]] = ()
    labels: ClassVar[dict[str, Label]] = {}
    # The field with the e-mail address. ``erase_again`` reads it to find erased persons whom a backup brought back.
    email_field: ClassVar[str] = ""

    def rows_for(self, person: Person) -> QuerySet[M]:
        raise NotImplementedError

    def erase(self, person: Person) -> int:
        """Erase the person's rows, by default by deleting them. Return their number."""
        return self.rows_for(person).delete()[1].get(self.model._meta.label, 0)

    def export(self, person: Person) -> list[dict[str, Any]]:
        """Return a dictionary for each row, with the names in ``export_names`` as keys."""
        return [{name: _plain(getattr(row, name)) for name in self.export_names} for row in self.exportable(person)]

    def readable(self, row: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Yield label and value for each entry of a row from ``export``."""
        for name, value in row.items():
            yield self.label(name), value

    def exportable(self, person: Person) -> Iterable[M]:
        """Return the rows that the person may read, by default all."""
        return self.rows_for(person)

    @property
    def export_names(self) -> Sequence[str]:
        return self.exported_fields or self.personal_fields

    @property
    def title(self) -> str:
        return capfirst(str(self.model._meta.verbose_name_plural))

    def label(self, name: str) -> str:
        found = self.labels.get(name) or getattr(self.model._meta.get_field(name), "verbose_name", name)
        return capfirst(str(found))

    def emails(self) -> Iterable[str]:
        if not self.email_field:
            return []
        return self.model._default_manager.order_by().values_list(self.email_field, flat=True).distinct()


def _plain(value: Any) -> Any:
    """Return a value that Django's JSON encoder can serialise."""
    if callable(value):
        value = value()
    is_plain = value is None or isinstance(value, str | int | float | date | list | dict)
    return value if is_plain else str(value)
