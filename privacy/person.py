import re
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.encoding import punycode
from django.utils.translation import gettext as _


class NoAddressError(ValueError):
    """What was typed is no e-mail address: it would stand for everybody, or for nobody."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever owns an e-mail address. With ``until``, only what the site had of them by then."""

    email: str
    until: datetime | None = None

    @classmethod
    def of(cls, typed: str, until: datetime | None = None) -> "Person":
        """Of an address as somebody typed it. Raises ``NoAddressError``."""
        name, at, host = typed.strip().rpartition("@")
        if not (name and host):
            raise NoAddressError(_("“%s” is no e-mail address.") % typed)
        # A Kelvin sign is a K in lower case, and perhaps another's mailbox.
        return cls(f"{name.lower() if name.isascii() else name}{at}{host.lower()}", until)

    @property
    def spellings(self) -> list[str]:
        """The address as it may stand in a row, but for the case of the letters a to z.

        The name of a host has two forms (RFC 5890), and SQLite knows the case of no other letters.
        """
        name, at, host = self.email.rpartition("@")
        readable = _readable(host)
        hosts = {host, _ascii(host), readable}
        if not readable.isascii():
            hosts |= {readable.upper(), readable.title()}
        return sorted(f"{name}{at}{one}" for one in hosts)

    @property
    def one_spelling(self) -> str:
        """The same for each of the ``spellings``."""
        name, at, host = self.email.rpartition("@")
        return f"{name}{at}{_ascii(host)}"

    def has(self, field: str) -> Q:
        """Rows that have the address in ``field``."""
        lookup = "iexact" if self.email.rpartition("@")[0].isascii() else "exact"
        return reduce(or_, (Q(**{f"{field}__{lookup}": one}) for one in self.spellings))

    def named_in(self, rows: QuerySet[Any], *fields: str) -> list[Any]:
        """Keys of the rows that have the address somewhere in ``fields``, and not only one that it is a part of."""
        parts = reduce(or_, (Q(**{f"{field}__icontains": one}) for field in fields for one in self.spellings))
        whole = re.compile(rf"(?<![\w.+-])(?:{'|'.join(map(re.escape, self.spellings))})(?![\w-]|\.\w)", re.IGNORECASE)
        found = rows.filter(parts).values_list("pk", *fields)
        return [pk for pk, *texts in found if any(whole.search(str(text)) for text in texts)]

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
