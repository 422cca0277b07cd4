"""Tell whether a phrase such as "join" is about the past or other people, and so is no wish to buy.

"Two have joined", "since joining" and "who joins us" are no wishes. "I would have joined" and "how do I get signed
up?" are. The rules are for English only; in other languages every form of a word counts as a wish.
"""

import re

CLAUSE_END = re.compile(r"[.!?,;:()\n–—]")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

# A past form in a clause with one of these words is a wish.
WISH_WORDS = frozenset(
    "if unless whether would should could want wants wanted wish hope like love get getting be to i'd we'd".split()
)
OTHER_PEOPLE = frozenset("he she who it everyone everybody someone somebody anyone".split())
AFTERWARD_WORDS = re.compile(r"\b(?:since|after|thanks for|thank you for)$", re.IGNORECASE)


def is_about_the_past(text: str, start: int, end: int, phrase: str) -> bool:
    """Tell whether ``text[start:end]``, a form of ``phrase``, is about the past. The exact phrase never is."""
    phrase_words = _words(phrase)
    other_words = [word for word in _words(text[start:end]) if word not in phrase_words]
    begin, stop = _clause(text, start, end)
    if any(word.endswith("ed") for word in other_words):
        is_asked = text[stop : stop + 1] == "?"
        return not is_asked and WISH_WORDS.isdisjoint(_words(text[begin:stop]))
    if any(word.endswith("ing") for word in other_words):
        return bool(AFTERWARD_WORDS.search(text[begin:start].rstrip()))
    return any(word.endswith("s") for word in other_words) and not OTHER_PEOPLE.isdisjoint(
        _words(text[begin:start])[-1:]
    )


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """Return start and end of the clause around ``text[start:end]``."""
    before = [match.end() for match in CLAUSE_END.finditer(text, 0, start)]
    after = CLAUSE_END.search(text, end)
    return (before[-1] if before else 0), (after.start() if after else len(text))


def _words(text: str) -> list[str]:
    return [match[0].casefold().replace("’", "'") for match in WORD.finditer(text)]
