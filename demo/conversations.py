"""What readers said below the sample articles, and what the coach answered."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Said:
    """A comment. ``days`` is how many days before the sample is loaded it was written.

    ``state`` is a ``Comment.State``; ``decider`` and ``reason`` are those of the decision that led to it.
    """

    name: str
    days: float
    text: str
    answers: "list[Said]" = field(default_factory=list)
    state: str = "approved"
    decider: str = ""
    reason: str = ""
    website: str = ""
    kind: str = "comment"


def mara(days: float, text: str, *answers: Said) -> Said:
    return Said("Mara Lindt", days, text, list(answers))


def asked(name: str, days: float, text: str, *answers: Said) -> Said:
    return Said(name, days, text, list(answers))
