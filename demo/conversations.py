"""What readers said below the sample articles, and what was answered: one file each under ``texts/threads``."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from demo.articles import TEXTS


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """A comment below the article ``slug``, written so many ``days`` before the sample is loaded.

    ``state`` is the ``Comment.State`` that it is in; ``decider`` put it there, a person or a machine.
    """

    slug: str
    answers_to: "Said | None"
    name: str
    days: float
    text: str
    state: str = "approved"
    decider: str = "person"
    reason: str = ""
    website: str = ""
    kind: str = "comment"


def read_conversations() -> list[Said]:
    """All that was ever said, oldest first."""
    said: list[Said] = []
    for path in TEXTS.glob("threads/*.toml"):
        said += _read(path.stem, None, tomllib.loads(path.read_text(encoding="utf-8"))["comments"])
    return sorted(said, key=lambda comment: -comment.days)


def _read(slug: str, answers_to: Said | None, comments: list[dict[str, Any]]) -> Iterator[Said]:
    for values in comments:
        answers = values.pop("answers", [])
        said = Said(slug, answers_to, **{**values, "text": values["text"].strip()})
        yield said
        yield from _read(slug, said, answers)
