from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever owns an e-mail address. With ``until``, only what the site had of them by then."""

    email: str
    until: datetime | None = None

    def has(self, field: str) -> Q:
        """Rows that have the address in ``field``."""
        return Q(**{f"{field}__iexact": self.email})

    def by_then(self, field: str) -> Q:
        """Rows with a date in ``field`` that counts."""
        return Q(**{f"{field}__lte": self.until}) if self.until else Q()
