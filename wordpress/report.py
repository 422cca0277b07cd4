"""Count what an import did, by kind of row, and say in sentences what somebody may have to look at."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.quotes import quoted

# An export with more to say has thousands of items of one kind, and the tallies count them.
MOST_NOTES = 5_000


@dataclass(slots=True)
class Tally:
    """Each row of the file is in ``imported``, ``already_there`` or ``left_out``, by reason.

    Of those that were already there, ``updated`` were changed, and ``kept`` were not, by reason.
    """

    imported: int = 0
    already_there: int = 0
    updated: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)

    @property
    def accounted(self) -> int:
        return self.imported + self.already_there + self.left_out.total()


@dataclass(slots=True)
class Report:
    """``counted`` is from the counter of the file, by kind. What it does not count is the sum of the tally."""

    counted: Counter[str] = field(default_factory=Counter)
    tallies: dict[str, Tally] = field(default_factory=dict)
    # A dictionary, because it is ordered and finds a sentence that was said already.
    said: dict[str, None] = field(default_factory=dict)
    unsaid: int = 0
    # What answers an address of the old site now; empty if nothing does.
    addresses: dict[str, str] = field(default_factory=dict)
    # Files that could not be had, or in a rehearsal all: why, or where from, and the titles of what shows them.
    files: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    # How many items there are of kinds that only the old site has, and that could become pages.
    custom: Counter[str] = field(default_factory=Counter)
    # Names by login, for whoever chooses what becomes of them.
    authors: dict[str, str] = field(default_factory=dict)
    # Of the texts: how many words, links and so on there were, and are.
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)

    def tally_for(self, kind: str) -> Tally:
        return self.tallies.setdefault(kind, Tally())

    def in_file(self, kind: str) -> int:
        return self.counted[kind] if kind in self.counted else self.tally_for(kind).accounted

    def note(self, sentence: str) -> None:
        if len(self.said) < MOST_NOTES:
            self.said[sentence] = None
        elif sentence not in self.said:
            self.unsaid += 1

    @property
    def notes(self) -> list[str]:
        more = ngettext("… and %d more note.", "… and %d more notes.", self.unsaid) % self.unsaid
        return [*self.said, *([more] if self.unsaid else [])]

    def add_counts(self, before: dict[str, int], after: dict[str, int]) -> None:
        self.before.update(before)
        self.after.update(after)

    def unaccounted(self) -> dict[str, int]:
        """Return how many rows of each kind are in the file and in no column. It is empty unless there is a fault."""
        kinds = {**self.tallies, **self.counted}
        differences = {kind: self.in_file(kind) - self.tally_for(kind).accounted for kind in kinds}
        return {kind: number for kind, number in differences.items() if number}

    def as_dict(self) -> dict[str, Any]:
        """Return the report for a JSON column."""
        kinds = {
            kind: {
                "in_file": self.in_file(kind),
                "imported": tally.imported,
                "updated": tally.updated,
                "already_there": tally.already_there,
                "left_out": dict(tally.left_out),
                "kept": dict(tally.kept),
            }
            for kind, tally in self.tallies.items()
        }
        texts = {name: [number, self.after[name]] for name, number in self.before.items()}
        return {
            "kinds": kinds,
            "texts": texts,
            "addresses": self.addresses,
            "files": self.files,
            "custom": dict(self.custom),
            "authors": self.authors,
            "notes": self.notes,
            "unaccounted": self.unaccounted(),
        }

    def __str__(self) -> str:
        lines = self._table()
        for kind, tally in self.tallies.items():
            reasons = [*tally.left_out.items(), *tally.kept.items()]
            lines += [f"{kind}, {count} × {reason}" for reason, count in reasons]
        counts = [f"{name} {number} → {self.after[name]}" for name, number in self.before.items()]
        lines += [_("In the texts, before → after: %s.") % ", ".join(counts)] if counts else []
        for kind, number in self.unaccounted().items():
            lines.append(_("%(kind)s: %(number)d in the file that no column has.") % {"kind": kind, "number": number})
        lines += [f"{address} → {answer or _('nothing here')}" for address, answer in self.addresses.items()]
        lines += [self._line_of(address) for address in self.files]
        return "\n".join([*lines, *self.notes])

    def _line_of(self, address: str) -> str:
        fault, places = self.files[address]
        line = _("File: %(address)s (%(fault)s).") % {"address": address, "fault": fault}
        shown = ", ".join(quoted(place) for place in places)
        return f"{line} {_('Shown by: %s.') % shown}" if shown else line

    def _table(self) -> list[str]:
        rows: list[tuple[str, ...]] = [
            (_("kind"), _("in the file"), _("imported"), _("already there"), _("left out"), _("updated"))
        ]
        for kind, tally in self.tallies.items():
            counts = (self.in_file(kind), tally.imported, tally.already_there, tally.left_out.total(), tally.updated)
            rows.append((kind, *map(str, counts)))
        width = max(len(row[0]) for row in rows)
        return ["  ".join((row[0].ljust(width), *(cell.rjust(13) for cell in row[1:]))) for row in rows]
