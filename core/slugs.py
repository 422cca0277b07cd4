"""Slugs in any script."""

import re
import unicodedata
from collections.abc import Callable
from itertools import count
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_unicode_slug
from django.db import models
from django.utils.translation import gettext as _

from core.words import language_name

SEPARATORS = re.compile(r"[-\s./\\\u2010-\u2015]+")

# Invisible characters that select the look of the character before them, as in many emoji.
VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")

# Letters that a language writes as several where it has to do without them.
SPELLED_OUT = {
    "german": str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS"})
}


def is_slug(text: str) -> bool:
    """Tell whether ``text`` consists of letters, digits, marks, hyphens and underscores, with at least one letter or
    digit."""
    return any(sign.isalnum() for sign in text) and all(sign in "-_" or _is_word_character(sign) for sign in text)


def validate_slug(text: str) -> None:
    if not is_slug(text):
        raise ValidationError(
            _("“%(slug)s” can’t be an address. Please use letters, digits and hyphens only, such as “%(better)s”.")
            % {"slug": text, "better": make_slug(text) or "strong-hips"}
        )


def make_slug(text: str, longest: int = 100) -> str:
    """Return a slug of the words in ``text``, in lower case.

    Text without a letter or digit is described by the Unicode names of its characters, such as ``flexed-biceps``. The
    result is empty only for white space.
    """
    text = spell_out(VARIATION_SELECTORS.sub("", text))
    words = _split_words(text) or _split_words(
        " ".join(unicodedata.name(sign, "") for sign in text if not sign.isspace())
    )
    return words[:longest].strip("-_")


def spell_out(text: str) -> str:
    """Return the text with letters of the site's language spelled out: "Füße" is "Fuesse" on a German site."""
    return unicodedata.normalize("NFC", text).translate(SPELLED_OUT.get(language_name(), {}))


def free_slug(wanted: str, is_taken: Callable[[str], bool], longest: int = 100) -> str:
    """Return ``wanted``, or the first of ``wanted-2``, ``wanted-3`` … that is free."""
    slug, numbers = wanted[:longest], count(2)
    while is_taken(slug):
        ending = f"-{next(numbers)}"
        slug = wanted[: longest - len(ending)] + ending
    return slug


def _split_words(text: str) -> str:
    kept = ""
    parted = SEPARATORS.sub("-", unicodedata.normalize("NFC", text.lower()))
    for sign in parted:
        # A mark needs a letter before it.
        if sign in "-_" or sign.isalnum() or (_is_word_character(sign) and kept[-1:] not in ("", "-", "_")):
            kept += sign
    return re.sub(r"-{2,}", "-", kept).strip("-_")


def _is_word_character(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign) in ("Mn", "Mc")


def allow_marks(field: models.SlugField[str, str]) -> None:
    """Replace Django's own validator of the field, which refuses Hindi and Thai, by ``validate_slug``."""
    rest = [validator for validator in field.validators if validator is not validate_unicode_slug]
    field.validators = [validate_slug, *rest]


class SlugFormField(forms.CharField):
    default_validators = [validate_slug]


class SlugField(models.SlugField[str, str]):
    """A slug as defined by ``is_slug``. In migrations it is Django's own field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "allow_unicode": True})
        allow_marks(self)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.SlugField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        return models.CharField.formfield(self, **{"form_class": SlugFormField, **kwargs})
