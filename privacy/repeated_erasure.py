"""Repeat, after a backup was restored, the erasures, deletions and withdrawals made since the backup."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.utils.text import capfirst

from accounts.models import User
from coaching.models import Application
from comments import reader_actions
from comments.models import Comment, Decision
from core import erasure_log
from offers.models import SignUp
from outbox import erasure as row_erasure
from privacy import erasure
from privacy.person import NotAnEmailError, Person
from privacy.personal_data import PERSONAL_DATA

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do again, in its own transaction. ``name`` is shown to the person who runs the command."""

    name: str
    run: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Progress:
    """``tried`` of ``total`` actions. ``failure`` says which action failed last and why, or is empty."""

    tried: int
    total: int
    failure: str = ""


def erase_again() -> Iterator[Progress]:
    """Repeat all actions, and yield the progress before the first and after each. It can be repeated.

    If one action fails, the others are still done.
    """
    actions = [*_deletions(), *_withdrawn_comments(), *_people()]
    yield Progress(0, len(actions))
    for tried, action in enumerate(actions, 1):
        yield Progress(tried, len(actions), _try(action))
    erasure.remove_remains()


def _try(action: Action) -> str:
    """Run the action. Return why it failed, or an empty text."""
    try:
        action.run()
    except Exception as error:  # One bad row must not keep the others from being erased.
        logger.exception("Not erased again: %s", action.name)
        return f"{action.name}: {str(error) or type(error).__name__}"
    return ""


def _deletions() -> Iterator[Action]:
    for application in erasure_log.restored_rows(Application.objects.all()):
        yield Action(_row_name(application), partial(row_erasure.erase, application))
    for sign_up in erasure_log.restored_rows(SignUp.objects.all()):
        yield Action(_row_name(sign_up), partial(row_erasure.erase, sign_up))


def _withdrawn_comments() -> Iterator[Action]:
    withdrawals = Decision.objects.filter(decider=Decision.Decider.READER, verdict=Comment.State.BINNED)
    comments = Comment.objects.exclude(pk__in=withdrawals.values("comment"))
    for comment in erasure_log.restored_rows(comments, reader_actions.WITHDRAWN):
        yield Action(_row_name(comment), partial(reader_actions.withdraw, comment))
    for comment in erasure_log.restored_rows(comments.filter(is_private=False), reader_actions.MADE_PRIVATE):
        yield Action(_row_name(comment), partial(_make_private, comment))


def _make_private(comment: Comment) -> None:
    # An action before this one may have withdrawn it.
    if Comment.objects.filter(pk=comment.pk).exclude(state=Comment.State.BINNED).exists():
        reader_actions.make_private(comment)


def _people() -> Iterator[Action]:
    """Erase each person from the log, but only rows from before their erasure."""
    erased: dict[str, datetime] = erasure_log.read()
    emails = _spellings(address for personal_data in PERSONAL_DATA for address in personal_data.emails())
    staff = _spellings(User.objects.values_list("email", flat=True))
    for spelling in sorted(emails - staff):
        until = erased.get(erasure_log.hash_name(spelling))
        if until:
            yield Action(spelling, partial(erasure.erase_personal_data, Person.from_email(spelling, until)))


def _row_name(row: Application | Comment | SignUp) -> str:
    return f"{capfirst(str(row._meta.verbose_name))} {row.pk}"


def _spellings(addresses: Iterable[str]) -> set[str]:
    """Return the canonical form of each address. Skip what is no address, as imported rows may hold anything."""
    found = set()
    for address in addresses:
        with suppress(NotAnEmailError):
            found.add(Person.from_email(address).canonical_email)
    return found
