"""Validators that refuse invisible text, and characters that make a text look like another."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Marks that change the direction of text (https://www.unicode.org/reports/tr9/#Explicit_Directional_Formatting).
_TURNS_DIRECTION = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

# Characters that are letters or symbols but invisible: the Hangul fillers and the empty Braille pattern.
_EMPTY = set("\u115f\u1160\u3164\uffa0\u2800")

_ALLOWED_CONTROLS = "\n\r\t"


def validate_visible(value: str) -> None:
    """Refuse text without anything visible, such as zero-width spaces alone."""
    if not any(unicodedata.category(char)[0] in "LNPS" and char not in _EMPTY for char in value):
        raise ValidationError(_("Please write something that can be seen."))


def validate_no_controls(value: str) -> None:
    """Refuse control characters except tabs and line breaks, and say after which words one is."""
    for position, char in enumerate(value):
        if unicodedata.category(char) == "Cc" and char not in _ALLOWED_CONTROLS:
            words = "".join(filter(str.isprintable, value[:position]))[-30:]
            sentence = _("There is a character after “%(words)s” that can’t be displayed. Please delete it.")
            raise ValidationError(sentence % {"words": words})


def validate_one_line(value: str) -> None:
    """Refuse line breaks of every kind, control characters, and marks that change the direction of text."""
    if any(unicodedata.category(char) in ("Cc", "Zl", "Zp") or char in _TURNS_DIRECTION for char in value):
        raise ValidationError(_("Please write this on one line, with visible letters."))
