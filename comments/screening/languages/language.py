import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """The words of a language that screening knows.

    The first four have a word or phrase on each line, as the coach edits them. ``spam`` and ``good`` are the examples
    that the filter starts with. ``advertising`` finds the signs of advertising in a folded text; other languages have
    the same names of signs.
    """

    red_flags: str
    sensitive: str
    wishes: str
    questions: str
    spam: Sequence[str]
    good: Sequence[str]
    stop_words: frozenset[str]
    advertising: Mapping[str, re.Pattern[str]]
