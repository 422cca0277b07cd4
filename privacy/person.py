from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.encoding import punycode


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever owns an e-mail address. With ``until``, only what the site had of them by then."""

    email: str
    until: datetime | None = None

    @classmethod
    def of(cls, typed: str, until: datetime | None = None) -> "Person":
        """Of an address as somebody typed it."""
        return cls(typed.strip().lower(), until)

    @property
    def spellings(self) -> list[str]:
        """The address as it may stand in a row, but for the case of the letters a to z.

        The name of a host has two forms (RFC 5890), and SQLite knows the case of no other letters.
        """
        name, at, host = self.email.rpartition("@")
        readable = _readable(host)
        hosts = {host, _ascii(host), readable, readable.upper(), readable.title()}
        return sorted(f"{name}{at}{one}" for one in hosts)

    @property
    def one_spelling(self) -> str:
        """The same for each of the ``spellings``."""
        name, at, host = self.email.rpartition("@")
        return f"{name}{at}{_ascii(host)}"

    def has(self, field: str) -> Q:
        """Rows that have the address in ``field``."""
        return reduce(or_, (Q(**{f"{field}__iexact": one}) for one in self.spellings))

    def says(self, *fields: str) -> Q:
        """Rows in which the address is part of one of ``fields``."""
        return reduce(or_, (Q(**{f"{field}__icontains": one}) for field in fields for one in self.spellings))

    def by_then(self, field: str) -> Q:
        """Rows with a date in ``field`` that counts."""
        return Q(**{f"{field}__lte": self.until}) if self.until else Q()


def _ascii(host: str) -> str:
    try:
        return punycode(host)
    except UnicodeError:
        return host


def _readable(host: str) -> str:
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host
