"""The report of an import in the words of the admin."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from core.quotes import quoted

LABELS: dict[str, str | Promise] = {
    "post": gettext_lazy("Articles"),
    "page": gettext_lazy("Pages"),
    "comment": gettext_lazy("Comments"),
    "category": gettext_lazy("Topics"),
    "tag": gettext_lazy("Tags"),
    "author": gettext_lazy("Authors"),
    "attachment": gettext_lazy("Pictures and files"),
    "podcast": gettext_lazy("Episodes"),
    "nav_menu_item": gettext_lazy("Entries of menus"),
    "wp_block": gettext_lazy("Reusable blocks"),
    "pingback": gettext_lazy("Pingbacks"),
    "trackback": gettext_lazy("Trackbacks"),
}
TEXTS: dict[str, str | Promise] = {
    "words": gettext_lazy("Words"),
    "links": gettext_lazy("Links"),
    "pictures": gettext_lazy("Pictures"),
    "embeds": gettext_lazy("Videos and players"),
}


@dataclass(frozen=True, slots=True)
class KindRow:
    """How many rows of one kind there were in the files, and what became of them."""

    label: str
    in_file: int
    imported: int
    updated: int
    already_there: int
    left_out: int
    reasons: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class TextRow:
    label: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class MissingRow:
    """A file that could not be had, or in a rehearsal any: why, or where from, and the titles of what shows it."""

    address: str
    fault: str
    places: list[str]


def kind_rows(report: dict[str, Any]) -> list[KindRow]:
    kinds = report.get("kinds", {})
    order = {kind: number for number, kind in enumerate(LABELS)}
    rows = []
    for kind in sorted(kinds, key=lambda kind: (order.get(kind, len(order)), kind)):
        numbers = kinds[kind]
        reasons = [*numbers["left_out"].items(), *numbers["kept"].items()]
        rows.append(
            KindRow(
                label_of(kind),
                numbers["in_file"],
                numbers["imported"],
                numbers["updated"],
                numbers["already_there"] - numbers["updated"],
                sum(numbers["left_out"].values()),
                reasons,
            )
        )
    return rows


def text_rows(report: dict[str, Any]) -> list[TextRow]:
    texts = report.get("texts", {})
    return [TextRow(str(label), *texts[name]) for name, label in TEXTS.items() if name in texts]


def missing_rows(report: dict[str, Any]) -> list[MissingRow]:
    found = report.get("files", {}).items()
    return [MissingRow(address, fault, [quoted(place) for place in places]) for address, (fault, places) in found]


def custom_kinds(report: dict[str, Any]) -> dict[str, str]:
    """Return the kinds of content that could become pages, with how many there are of each."""
    return {kind: f"{quoted(kind)} ({number})" for kind, number in report.get("custom", {}).items()}


def label_of(kind: str) -> str:
    return str(LABELS.get(kind, "")) or quoted(kind)
