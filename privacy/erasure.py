"""Erase a person from the whole site. The public page and the command ``erase_person`` call this module."""

from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.models import SiteTexts
from coaching.notifications import notify_of_deletion
from core import erasure_log
from core.refusals import RefusedError
from outbox.models import OutgoingMail
from outbox.submission import queue_mail
from privacy import mentions
from privacy.mail_kinds import MailKind
from privacy.models import Mention, PrivacyRequest
from privacy.person import Person
from privacy.personal_data import PERSONAL_DATA
from privacy.personal_data.coaching import applications_by
from search.filling import purge


@dataclass(frozen=True, slots=True)
class ErasureResult:
    """The number of erased rows by model label, and the number of texts in which others seem to name the person."""

    numbers: dict[str, int]
    mentions: int


def refuse_staff(email: str) -> None:
    """Raise ``RefusedError`` if ``email`` belongs to an account."""
    if User.objects.filter(Person.from_email(email).matches("email")).exists():
        sentence = _(
            "%(email)s belongs to somebody who works here, whose answers belong to the site. Change the e-mail address "
            "of the account first, or delete the account in the admin."
        )
        raise RefusedError(sentence % {"email": email})


def erase(email: str) -> ErasureResult:
    """Erase all that the site holds about ``email``. It can be repeated. Raises ``RefusedError``.

    The coaches are mailed that an application was erased, but not whose, so that they do not look for a client in vain.
    """
    refuse_staff(email)
    person = Person.from_email(email)
    # The log comes first: if the machine fails during the erasure, the promise is still on record.
    erasure_log.record(person.canonical_email)
    with transaction.atomic():
        applications = list(applications_by(person))
        done = erase_personal_data(person)
        for application in applications:
            notify_of_deletion(application)
    remove_remains()
    return done


def erase_personal_data(person: Person) -> ErasureResult:
    """Erase without writing to the erasure log."""
    with transaction.atomic():
        search = mentions.prepare_search(person)
        numbers: dict[str, int] = {}
        for personal_data in PERSONAL_DATA:
            label = personal_data.model._meta.label
            numbers[label] = numbers.get(label, 0) + personal_data.erase(person)
        Mention.objects.delete_orphans()
        mentioned = mentions.record_mentions(search)
    remove_remains()
    return ErasureResult({label: number for label, number in numbers.items() if number}, mentioned)


def carry_out(request_id: int) -> None:
    """Carry out a confirmed request for erasure, once, and queue a last mail that says so."""
    with transaction.atomic():
        request = PrivacyRequest.objects.to_erase().select_for_update().filter(pk=request_id).first()
        if request is None:
            return
        email = request.email
        try:
            done = erase(email)
        except RefusedError:
            # The address has become that of an account since. The page of the request says so.
            PrivacyRequest.objects.filter(pk=request.pk).update(confirmed_at=None)
            return
        report = {**done.numbers, Mention._meta.label: done.mentions}
        PrivacyRequest.objects.filter(pk=request.pk).update(done_at=timezone.now(), report=report)
        kind = MailKind.PRIVACY_DONE
        queue_mail(kind, f"{kind}:{request.pk}", email, "privacy/emails/privacy_done", {"site": SiteTexts.load()})
    remove_remains()


def anonymise_last_mails() -> None:
    """Anonymise the mails that confirmed an erasure, once they are sent or given up, as they still hold the address.

    This also erases rows that were written while the erasure ran.
    """
    done = OutgoingMail.objects.filter(kind=MailKind.PRIVACY_DONE).settled_before(timezone.now())
    for email, written_at in list(done.values_list("to", "created_at")):
        erase_personal_data(Person.from_email(email, written_at))


def remove_remains() -> None:
    """Remove erased data from the index of the search, and from SQLite's write-ahead log, which would keep it until the
    next checkpoint."""
    if connection.in_atomic_block:
        return
    purge()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
