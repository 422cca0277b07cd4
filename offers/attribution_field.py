from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet

from pagecache.kept import recognise_value


class AttributionField(forms.Field):
    """A hidden field with the ``key`` of one of ``rows``. Any other value is silently ignored."""

    widget = forms.HiddenInput(attrs={"data-draft-source": True})

    def __init__(self, rows: Callable[[], QuerySet[Any]], key: str = "pk") -> None:
        super().__init__(required=False)
        self.rows, self.key = rows, key

    def to_python(self, value: Any) -> Any:
        # PostgreSQL raises an error for a null byte.
        if not value or not str(value).isprintable():
            return None
        try:
            return self.rows().filter(**{self.key: value}).first()
        except ValueError:
            return None

    def prepare_value(self, value: Any) -> Any:
        row = self.to_python(value)
        if row is None:
            return None
        key = getattr(row, self.key)
        recognise_value(str(key))
        return key
