"""The kinds of mail. Each app registers those that it sends, in its ``apps.py``."""

from collections.abc import Iterable
from typing import Any

from django.db import models

_labels: dict[str, Any] = {}
_secret: set[str] = set()


def register_kinds(kinds: type[models.TextChoices], *, secret: Iterable[str] = ()) -> None:
    """Register ``kinds``.

    ``secret`` are those whose text gives access, so that the admin hides it.
    """
    _labels.update(kinds.choices)
    _secret.update(secret)


def choices() -> list[tuple[str, Any]]:
    return list(_labels.items())


def is_secret(kind: str) -> bool:
    return kind in _secret
