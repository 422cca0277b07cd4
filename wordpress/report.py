"""Count what an import did, by kind of row, and say in sentences what somebody may have to look at."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# A longer list of one kind of sentence is cut in what is printed.
MOST_NOTES = 200


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
    notes: list[str] = field(default_factory=list)

    def tally_for(self, kind: str) -> Tally:
        return self.tallies.setdefault(kind, Tally())

    def in_file(self, kind: str) -> int:
        return self.counted[kind] if kind in self.counted else self.tally_for(kind).accounted

    def note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

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
        return {"kinds": kinds, "notes": self.notes, "unaccounted": self.unaccounted()}

    def __str__(self) -> str:
        columns = (_("kind"), _("in the file"), _("imported"), _("already there"), _("left out"), _("updated"))
        rows = [
            (
                kind,
                *map(
                    str,
                    (
                        self.in_file(kind),
                        tally.imported,
                        tally.already_there,
                        tally.left_out.total(),
                        tally.updated,
                    ),
                ),
            )
            for kind, tally in self.tallies.items()
        ]
        width = max(len(row[0]) for row in (columns, *rows))
        lines = ["  ".join((row[0].ljust(width), *(cell.rjust(13) for cell in row[1:]))) for row in (columns, *rows)]
        for kind, tally in self.tallies.items():
            reasons = [*tally.left_out.items(), *tally.kept.items()]
            lines += [f"{kind}, {count} × {reason}" for reason, count in reasons]
        for kind, number in self.unaccounted().items():
            lines.append(_("%(kind)s: %(number)d in the file that no column has.") % {"kind": kind, "number": number})
        lines += self.notes[:MOST_NOTES]
        if more := len(self.notes) - MOST_NOTES:
            lines += [ngettext("… and %d more note.", "… and %d more notes.", more) % more] if more > 0 else []
        return "\n".join(lines)
