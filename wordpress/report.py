"""Count what an import did, by kind of row."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _


@dataclass(slots=True)
class Tally:
    """``in_file`` is always ``imported`` + ``already_there`` + what was left out, by reason."""

    imported: int = 0
    already_there: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def in_file(self) -> int:
        return self.imported + self.already_there + self.left_out.total()


@dataclass(slots=True)
class Report:
    tallies: dict[str, Tally] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def tally_for(self, kind: str) -> Tally:
        return self.tallies.setdefault(kind, Tally())

    def __str__(self) -> str:
        columns = (_("kind"), _("in the file"), _("imported"), _("already there"), _("left out"))
        rows = [
            (kind, str(tally.in_file), str(tally.imported), str(tally.already_there), str(tally.left_out.total()))
            for kind, tally in self.tallies.items()
        ]
        width = max(len(row[0]) for row in (columns, *rows))
        lines = ["  ".join((row[0].ljust(width), *(cell.rjust(13) for cell in row[1:]))) for row in (columns, *rows)]
        for kind, tally in self.tallies.items():
            lines += [f"{kind}, {count} × {reason}" for reason, count in tally.left_out.items()]
        return "\n".join([*lines, *self.notes])
