"""What a link can be replaced with, besides an address. The apps that have such rows register them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """``rows`` to choose from. Each has a ``slug``, a ``name`` and a ``get_absolute_url``."""

    label: Any
    empty_label: Any
    rows: Callable[[], QuerySet[Any]]


# By the name of the field in the form.
targets: dict[str, LinkTarget] = {}


def register_link_target(field: str, target: LinkTarget) -> None:
    targets[field] = target
