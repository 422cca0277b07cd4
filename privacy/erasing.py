"""A person is erased from the whole site: by the public page or by a command."""

from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.models import SiteTexts
from coaching.emails import announce_deletion
from core import erased
from outbox.models import OutgoingMail
from outbox.writing import write_mail
from privacy import mentions
from privacy.holdings import HOLDINGS
from privacy.holdings.coaching import applications_of
from privacy.models import Mention, PersonRequest
from privacy.person import Person


class RefusedError(Exception):
    """It cannot be done. The message says why, to the owner of the address or of the site."""


@dataclass(frozen=True, slots=True)
class Erased:
    """``numbers`` of rows by the label of their model, and of those in which others name the person."""

    numbers: dict[str, int]
    mentions: int


def refuse_staff(email: str) -> None:
    """Raises ``RefusedError`` for the address of an account."""
    if User.objects.filter(Person.of(email).has("email")).exists():
        sentence = _(
            "%(email)s belongs to somebody who works here. Their answers are the house's: change the address of the "
            "account first, or delete the account in the admin."
        )
        raise RefusedError(sentence % {"email": email})


def erase(email: str) -> Erased:
    """Erase all that the site has of ``email``. It can be repeated, and raises ``RefusedError``.

    The coaches are told of each application, and not whose it was: they may look for it, a client's above all.
    """
    refuse_staff(email)
    person = Person.of(email)
    # First: should this machine fail now, what was promised is still known.
    erased.remember(person.one_spelling)
    with transaction.atomic():
        gone = list(applications_of(person))
        done = erase_holdings(person)
        for application in gone:
            announce_deletion(application)
    empty_the_log()
    return done


def erase_holdings(person: Person) -> Erased:
    """All but the address's own line in the list of whom the site has erased."""
    with transaction.atomic():
        sought = mentions.seek(person)
        numbers: dict[str, int] = {}
        for holding in HOLDINGS:
            label = holding.model._meta.label
            numbers[label] = numbers.get(label, 0) + holding.erase(person)
        Mention.objects.forget_gone()
        named = mentions.remember(sought)
    empty_the_log()
    return Erased({label: number for label, number in numbers.items() if number}, named)


def carry_out(request_id: int) -> None:
    """Erase whoever confirmed the request, once, and write a last mail."""
    with transaction.atomic():
        request = PersonRequest.objects.to_erase().select_for_update().filter(pk=request_id).first()
        if request is None:
            return
        email = request.email
        try:
            done = erase(email)
        except RefusedError:
            # The address has become that of an account meanwhile: the page says what that means.
            PersonRequest.objects.filter(pk=request.pk).update(confirmed_at=None)
            return
        report = {**done.numbers, Mention._meta.label: done.mentions}
        PersonRequest.objects.filter(pk=request.pk).update(done_at=timezone.now(), report=report)
        kind = OutgoingMail.Kind.PRIVACY_DONE
        write_mail(kind, f"{kind}:{request.pk}", email, "privacy/emails/privacy_done", {"site": SiteTexts.load()})
    empty_the_log()


def forget_last_mails() -> None:
    """The mail that says so is the last to have the address. With it goes what others were writing meanwhile."""
    done = OutgoingMail.objects.filter(kind=OutgoingMail.Kind.PRIVACY_DONE).settled_before(timezone.now())
    for email, written_at in list(done.values_list("to", "created_at")):
        erase_holdings(Person.of(email, written_at))


def empty_the_log() -> None:
    """SQLite keeps what was written in a log beside the database, until the next checkpoint."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
