"""A language made on the fly: every sentence that goes through gettext is marked, and 40 % longer.

Whatever is then still in plain letters was never marked, and what is cut off has no room for German. What the rows
hold is told apart by writing it in another script.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from gettext import GNUTranslations
from typing import Any
from unittest.mock import patch

from django.apps import apps
from django.db.models import CharField, EmailField, JSONField, Model, SlugField, TextField, URLField
from django.utils.translation.trans_real import DjangoTranslation

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
MARKED = str.maketrans(LETTERS, "áƀćďéƒǵĥíĵķĺɱńóƥʠŕśţúṽŵẋýźÁƁĆĎÉƑǴĤÍĴĶĹḾŃÓƤǪŔŚŢÚṼŴẊÝŹ")
OF_ROWS = str.maketrans(LETTERS, "абцдефгхийклмнопярстувжшъзАБЦДЕФГХИЙКЛМНОПЯРСТУВЖШЪЗ")
# What a sentence is filled with, and what is no word in it.
PLACES = re.compile(r"(%\(\w+\)[.\d]*[a-z]|%%|%[.\d]*[sd]|\{\w*\}|<[^>]*>|&\w+;|https?://\S*)")
WORD = re.compile("[A-Za-z]+")
MARKUP = re.compile(r"(<[^>]*>|&\w+;|\{\w+\})")
# Names that are the same in each language.
NAMES = {
    *(
        "Sturdy",
        "Akismet",
        "WordPress",
        "YouTube",
        "Vimeo",
        "Apple",
        "Podcasts",
        "Connect",
        "Spotify",
        "for",
        "Creators",
        "Brevo",
        "Mailjet",
        "Postmark",
        "SparkPost",
    ),
    *("RSS", "Atom", "PDF", "ZIP", "HTML", "JSON", "XML", "CSV", "UTC", "MB", "KB", "kB", "min", "COACH", "Alt"),
}


@cache
def mark(sentence: str) -> str:
    """Return the sentence in accented letters, each word with dots that make it 40 % longer."""
    parts = PLACES.split(sentence)
    return "".join(part if number % 2 else WORD.sub(_longer, part) for number, part in enumerate(parts))


def _longer(word: re.Match[str]) -> str:
    return word[0].translate(MARKED) + "·" * round(0.4 * len(word[0]))


@contextmanager
def pseudo_locale() -> Iterator[None]:
    with (
        patch.object(DjangoTranslation, "gettext", lambda self, text: mark(_said(self, text))),
        patch.object(
            DjangoTranslation,
            "ngettext",
            lambda self, one, many, number: mark(
                GNUTranslations.ngettext(self, one, many, number).rpartition("\x04")[2]
            ),
        ),
    ):
        yield


def _said(catalogue: GNUTranslations, text: str) -> str:
    return GNUTranslations.gettext(catalogue, text).rpartition("\x04")[2]


def is_text(field: Any) -> bool:
    is_written = isinstance(field, (CharField, TextField, JSONField))
    return (
        is_written
        and not isinstance(field, (EmailField, SlugField, URLField))
        and not field.choices
        and not field.primary_key
    )


def rewrite_rows(kept: frozenset[str]) -> None:
    """Write what people wrote in another script. Fields with a name in ``kept`` are for programs."""
    for model in apps.get_models():
        if model.__module__.startswith("django"):
            continue
        names = [field.name for field in model._meta.concrete_fields if is_text(field) and field.name not in kept]
        if names:
            rewrite(model, names)


def rewrite(model: type[Model], names: list[str]) -> None:
    rows = list(model._default_manager.all())
    for row in rows:
        for name in names:
            setattr(row, name, rewritten(getattr(row, name)))
    model._default_manager.bulk_update(rows, names, batch_size=100)


def rewritten(value: Any) -> Any:
    """Return a text in another script, or a list or dictionary with its texts so. Markup and keys stay."""
    if isinstance(value, str):
        parts = MARKUP.split(value)
        return "".join(part if number % 2 else part.translate(OF_ROWS) for number, part in enumerate(parts))
    if isinstance(value, list):
        return [rewritten(one) for one in value]
    return {key: rewritten(one) for key, one in value.items()} if isinstance(value, dict) else value
