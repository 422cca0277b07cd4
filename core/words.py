"""Words of a text, folded and reduced to their stems in the site's language (Snowball, https://snowballstem.org)."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import Stemmer
from django.conf import settings
from django.utils.translation import get_language_info

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def fold(word: str) -> str:
    """Return the word in lower case, without accents and apostrophes."""
    if word.isascii():
        return word.lower() if word.isalnum() else "".join(filter(str.isalnum, word.lower()))
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    return str(_stemmer().stemWord(fold(word)))


def stems_of_folded(words: Iterable[str]) -> list[str]:
    """Return the stems of words that are folded already."""
    return list(_stemmer().stemWords(words))


def language_name() -> str:
    """Return the English name of the site's language, in lower case."""
    return str(get_language_info(settings.LANGUAGE_CODE)["name"]).split()[-1].lower()


@lru_cache(maxsize=1)
def _stemmer() -> "Stemmer.Stemmer":
    language = language_name()
    return Stemmer.Stemmer(language if language in Stemmer.algorithms() else "english")
