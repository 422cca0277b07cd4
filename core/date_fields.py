from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import models

# A day within the limits of Python's dates, so that the date exists in every time zone.
EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
LATEST = datetime(9999, 12, 30, tzinfo=UTC)

if TYPE_CHECKING:
    # So that types tell a column that may be empty from one that may not.
    SafeDateTimeField = models.DateTimeField
else:

    class SafeDateTimeField(models.DateTimeField):
        """A date and time that exists in every time zone, whatever the row holds. In migrations it is Django's own
        field."""

        def deconstruct(self) -> tuple[str, str, Any, Any]:
            name, _path, args, kwargs = super().deconstruct()
            return name, "django.db.models.DateTimeField", args, kwargs

        def from_db_value(self, value: datetime | None, *args: Any) -> datetime | None:
            return None if value is None else min(max(value, EARLIEST), LATEST)
