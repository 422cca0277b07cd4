"""After a restore: what was erased, deleted or taken back since the backup was made is so again."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial

from accounts.models import User
from coaching import erasing as coaching_erasing
from coaching.models import Application, SignUp
from comments import keeping
from comments.models import Comment, Decision
from core import erased
from privacy import erasing
from privacy.holdings import HOLDINGS
from privacy.person import NoAddressError, Person

Deed = Callable[[], object]


def erase_again() -> Iterator[tuple[int, int]]:
    """Do to what the backup has brought back what was done to it before. It can be repeated.

    Gives ``(done, total)`` before the first and after each.
    """
    deeds = [*_deletions(), *_taken_from_the_public(), *_people()]
    yield 0, len(deeds)
    for done, deed in enumerate(deeds, 1):
        deed()
        yield done, len(deeds)
    erasing.empty_the_log()


def _deletions() -> Iterator[Deed]:
    for application in erased.back_again(Application.objects.all()):
        yield partial(coaching_erasing.erase, application)
    for sign_up in erased.back_again(SignUp.objects.all()):
        yield partial(coaching_erasing.erase, sign_up)


def _taken_from_the_public() -> Iterator[Deed]:
    taken_back = Decision.objects.filter(decider=Decision.Decider.READER, verdict=Comment.State.BINNED)
    there = Comment.objects.exclude(pk__in=taken_back.values("comment"))
    for comment in erased.back_again(there, keeping.TAKEN_BACK):
        yield partial(keeping.take_back, comment)
    for comment in erased.back_again(there.filter(is_private=False), keeping.MADE_PRIVATE):
        yield partial(_make_private, comment)


def _make_private(comment: Comment) -> None:
    # It may be in the bin by now.
    with suppress(keeping.RefusedError):
        keeping.make_private(comment)


def _people() -> Iterator[Deed]:
    """But not what came in after they were erased."""
    known: dict[str, datetime] = erased.read()
    found = _spellings(address for holding in HOLDINGS for address in holding.addresses())
    staff = _spellings(User.objects.values_list("email", flat=True))
    for spelling in sorted(found - staff):
        until = known.get(erased.hash_of(spelling))
        if until:
            yield partial(erasing.erase_holdings, Person.of(spelling, until))


def _spellings(addresses: Iterable[str]) -> set[str]:
    """Without what is no address: an import may hold anything."""
    found = set()
    for address in addresses:
        with suppress(NoAddressError):
            found.add(Person.of(address).one_spelling)
    return found
