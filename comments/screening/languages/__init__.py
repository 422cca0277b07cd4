"""What screening knows about the words of each language that the site can have."""

from comments.screening.languages.english import ENGLISH
from comments.screening.languages.german import GERMAN
from comments.screening.languages.language import Language
from core.words import language_name

LANGUAGES = {"english": ENGLISH, "german": GERMAN}


def site_language() -> Language:
    return LANGUAGES.get(language_name(), ENGLISH)


def known_languages() -> tuple[Language, ...]:
    """Return the site's language, and English: spam comes in it everywhere."""
    language = site_language()
    return (language,) if language is ENGLISH else (language, ENGLISH)
