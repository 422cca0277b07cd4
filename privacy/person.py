import re
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.encoding import punycode
from django.utils.translation import gettext as _


class NotAnEmailError(ValueError):
    """The text is no e-mail address."""


@dataclass(frozen=True, slots=True)
class Person:
    """The owner of an e-mail address. With ``until``, only rows from before that moment belong to the person."""

    email: str
    until: datetime | None = None

    @classmethod
    def from_email(cls, typed: str, until: datetime | None = None) -> "Person":
        """Return the person with an address as somebody typed it. Raises ``NotAnEmailError``."""
        name, at, host = typed.strip().rpartition("@")
        if not (name and host):
            raise NotAnEmailError(_("“%s” is no e-mail address.") % typed)
        # Lower case would turn a Kelvin sign into a k, which may be somebody else's mailbox.
        return cls(f"{name.lower() if name.isascii() else name}{at}{host.lower()}", until)

    @property
    def spellings(self) -> list[str]:
        """The forms in which a row may hold the address, apart from the case of the letters a to z.

        A host name with other letters has two forms (RFC 5890), and SQLite ignores case for a to z only.
        """
        name, at, host = self.email.rpartition("@")
        readable = _readable(host)
        hosts = {host, _ascii(host), readable}
        if not readable.isascii():
            hosts |= {readable.upper(), readable.title()}
        return sorted(f"{name}{at}{one}" for one in hosts)

    @property
    def canonical_email(self) -> str:
        """The one form for all ``spellings``."""
        name, at, host = self.email.rpartition("@")
        return f"{name}{at}{_ascii(host)}"

    def matches(self, field: str) -> Q:
        """Return a filter for rows with the address in ``field``."""
        lookup = "iexact" if self.email.rpartition("@")[0].isascii() else "exact"
        return reduce(or_, (Q(**{f"{field}__{lookup}": one}) for one in self.spellings))

    def rows_mentioning(self, rows: QuerySet[Any], *fields: str) -> list[Any]:
        """Return the keys of the rows whose ``fields`` contain the address, but not as part of a longer one."""
        parts = reduce(or_, (Q(**{f"{field}__icontains": one}) for field in fields for one in self.spellings))
        whole = re.compile(rf"(?<![\w.+-])(?:{'|'.join(map(re.escape, self.spellings))})(?![\w-]|\.\w)", re.IGNORECASE)
        found = rows.filter(parts).values_list("pk", *fields)
        return [pk for pk, *texts in found if any(whole.search(str(text)) for text in texts)]

    def until_filter(self, field: str) -> Q:
        """Return a filter for rows whose date in ``field`` is not after ``until``."""
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
