from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst

from privacy.person import Person

Text = str | Promise


class Holding[M: Model]:
    """What one model holds of persons, and how it is given out and erased.

    ``personal`` names every field that may tell who somebody is, or what they said: a test sees to it that each such
    field of the whole site is in a holding, or among what is nobody's. ``given`` are the fields and properties that an
    export shows, by default the same; ``labels`` names those that are no fields.
    """

    model: ClassVar[type[Model]]
    personal: ClassVar[Sequence[str]]
    given: ClassVar[Sequence[str]] = ()
    labels: ClassVar[dict[str, Text]] = {}
    # Where an address stands, for looking up who of the erased is back.
    email: ClassVar[str] = ""

    def of(self, person: Person) -> QuerySet[M]:
        raise NotImplementedError

    def erase(self, person: Person) -> int:
        """How many rows it were. By default they are deleted."""
        return self.of(person).delete()[1].get(self.model._meta.label, 0)

    def export(self, person: Person) -> list[dict[str, Any]]:
        """A dictionary by the names in ``given`` for each row."""
        return [{name: _plain(getattr(row, name)) for name in self.names} for row in self.to_give(person)]

    def readable(self, row: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """What ``export`` gives of a row, with labels, for a person."""
        for name, value in row.items():
            yield self.label(name), value

    def to_give(self, person: Person) -> Iterable[M]:
        """Those that the person may read by now: by default all."""
        return self.of(person)

    @property
    def names(self) -> Sequence[str]:
        return self.given or self.personal

    @property
    def title(self) -> str:
        return capfirst(str(self.model._meta.verbose_name_plural))

    def label(self, name: str) -> str:
        found = self.labels.get(name) or getattr(self.model._meta.get_field(name), "verbose_name", name)
        return capfirst(str(found))

    def addresses(self) -> Iterable[str]:
        if not self.email:
            return []
        return self.model._default_manager.order_by().values_list(self.email, flat=True).distinct()


def _plain(value: Any) -> Any:
    """As Django's JSON can say it."""
    if callable(value):
        value = value()
    is_plain = value is None or isinstance(value, str | int | float | date | list | dict)
    return value if is_plain else str(value)
