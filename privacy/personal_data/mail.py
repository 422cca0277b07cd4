from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from outbox.models import OutgoingMail, OutgoingMailQuerySet
from privacy.person import Person
from privacy.personal_data.base import PersonalData
from privacy.personal_data.coaching import applications_by
from privacy.personal_data.comments import comments_by


class Mails(PersonalData[OutgoingMail]):
    """Mail to or about a person. It is anonymised; the rows stay."""

    model = OutgoingMail
    personal_fields = ["key", *OutgoingMail.PERSONAL_FIELDS]
    exported_fields = [*"get_kind_display to reply_to from_name subject text created_at sent_at".split()]
    labels = {"get_kind_display": _("kind")}
    email_field = "to"

    def rows_for(self, person: Person) -> OutgoingMailQuerySet:
        mails = OutgoingMail.objects.filter(person.until_filter("created_at"), anonymised_at=None)
        to_or_from = person.matches("to") | person.matches("reply_to")
        quoting = Q(pk__in=person.rows_mentioning(mails, "key", "text", "last_error"))
        own_rows: list[QuerySet[Any]] = [comments_by(person), applications_by(person)]
        about = [Q(pk__in=OutgoingMail.objects.about(rows).values("pk")) for rows in own_rows]
        return mails.filter(reduce(or_, about, to_or_from | quoting))

    def exportable(self, person: Person) -> Iterable[OutgoingMail]:
        """Return the mail that was sent to the person. Mail to others quotes other people as well."""
        return self.rows_for(person).filter(person.matches("to"), sent_at__isnull=False)

    def erase(self, person: Person) -> int:
        return self.rows_for(person).anonymise()
