"""The texts of the sample's comments, one file for each article under ``texts/threads``."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from demo.articles import TEXTS


@dataclass(frozen=True, slots=True, eq=False)
class DemoComment:
    """A comment on the article ``slug``, written ``days`` before the sample is loaded.

    ``state`` is its ``Comment.State``, and ``decider`` the person or machine that decided it.
    """

    slug: str
    answers_to: "DemoComment | None"
    name: str
    days: float
    text: str
    state: str = "approved"
    decider: str = "person"
    reason: str = ""
    website: str = ""
    kind: str = "comment"


def read_conversations() -> list[DemoComment]:
    """Return all comments, the oldest first."""
    said: list[DemoComment] = []
    for path in TEXTS.glob("threads/*.toml"):
        said += _read(path.stem, None, tomllib.loads(path.read_text(encoding="utf-8"))["comments"])
    return sorted(said, key=lambda comment: -comment.days)


def _read(slug: str, answers_to: DemoComment | None, comments: list[dict[str, Any]]) -> Iterator[DemoComment]:
    for values in comments:
        answers = values.pop("answers", [])
        said = DemoComment(slug, answers_to, **{**values, "text": values["text"].strip()})
        yield said
        yield from _read(slug, said, answers)
