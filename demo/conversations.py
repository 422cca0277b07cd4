"""What readers said below the sample articles, and what was answered: one file each under ``texts/threads``."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from demo.articles import TEXTS


@dataclass(frozen=True, slots=True)
class Said:
    """A comment with what was said to it. ``days`` is how many days before the sample is loaded it was written.

    ``state`` is the ``Comment.State`` that it is in; if not a person but a machine put it there, ``decider`` is which.
    """

    name: str
    days: float
    text: str
    answers: "list[Self]"
    state: str = "approved"
    decider: str = "person"
    reason: str = ""
    website: str = ""
    kind: str = "comment"

    @classmethod
    def of(cls, values: dict[str, Any]) -> Self:
        answers = [cls.of(answer) for answer in values.get("answers", [])]
        return cls(**{**values, "text": values["text"].strip(), "answers": answers})


def read_conversations() -> Iterator[tuple[str, list[Said]]]:
    """Each article's slug with what begins a thread below it."""
    for path in sorted(TEXTS.glob("threads/*.toml")):
        yield path.stem, read_conversation(path)


def read_conversation(path: Path) -> list[Said]:
    return [Said.of(values) for values in tomllib.loads(path.read_text(encoding="utf-8"))["comments"]]
