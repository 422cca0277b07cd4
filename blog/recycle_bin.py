"""Put an article or a page into the bin, and delete it for good.

Other apps register here what depends on an article or a page.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from blog.models import Entry, Page, Post
from core.quotes import quoted
from core.refusals import RefusedError

_losses: list[Callable[[Entry], list[str]]] = []
_users: list[Callable[[Entry], Iterable[Any]]] = []


class InUseError(RefusedError):
    """The entry can't be deleted, because ``rows`` need it."""

    def __init__(self, entry: Entry, rows: list[Any]) -> None:
        self.rows = rows
        names = ", ".join(quoted(row) for row in rows)
        super().__init__(
            _("“%(title)s” can’t be deleted, because readers get it from %(names)s. Choose another page there first.")
            % {"title": entry, "names": names}
        )


def register_losses(sentences: Callable[[Entry], list[str]]) -> None:
    """Register a function that returns sentences about what is lost, or kept, when an entry is deleted for good."""
    _losses.append(sentences)


def register_users(rows: Callable[[Entry], Iterable[Any]]) -> None:
    """Register a function that returns the rows that need an entry. While there are any, it can't be deleted."""
    _users.append(rows)


def losses(entry: Entry) -> list[str]:
    return [sentence for sentences in _losses for sentence in sentences(entry)]


def find_users(entry: Entry) -> list[Any]:
    return [row for rows in _users for row in rows(entry)]


def put_into_bin(entry: Entry) -> None:
    """Put the entry into the bin. Raises ``InUseError``."""
    _refuse_if_in_use(entry)
    entry.put_into_bin()


@transaction.atomic
def delete_for_good(entry: Entry) -> bool:
    """Delete the entry with all that depends on it. Returns ``False`` if it is no longer in the bin. Raises
    ``InUseError``."""
    entries: Any = type(entry)._default_manager
    locked = entries.binned().select_for_update().filter(pk=entry.pk).first()
    if locked is None:
        return False
    _refuse_if_in_use(locked)
    locked.delete()
    return True


def delete_expired() -> int:
    """Delete what has been in the bin for ``BIN_RETENTION``, unless it is in use. Returns the number deleted."""
    deleted = 0
    for model in (Post, Page):
        for entry in model.objects.expired().order_by("pk"):
            try:
                deleted += delete_for_good(entry)
            except InUseError:
                continue
    return deleted


def _refuse_if_in_use(entry: Entry) -> None:
    if rows := find_users(entry):
        raise InUseError(entry, rows)
