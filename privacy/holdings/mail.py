from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from outbox.models import OutgoingMail, OutgoingMailQuerySet
from privacy.holdings.base import Holding
from privacy.holdings.coaching import applications_of
from privacy.holdings.comments import comments_of
from privacy.person import Person


class Mails(Holding[OutgoingMail]):
    """Mail to a person, and whatever speaks of them, to whomever it went. It stays as rows that say nothing."""

    model = OutgoingMail
    personal = ["key", *OutgoingMail.SAID]
    given = [*"get_kind_display to reply_to from_name subject text created_at sent_at".split()]
    labels = {"get_kind_display": _("kind")}
    email = "to"

    def of(self, person: Person) -> OutgoingMailQuerySet:
        mails = OutgoingMail.objects.filter(person.by_then("created_at"), forgotten_at=None)
        to_or_from = person.has("to") | person.has("reply_to")
        quoting = Q(pk__in=person.named_in(mails, "key", "text", "last_error"))
        theirs: list[QuerySet[Any]] = [comments_of(person), applications_of(person)]
        about = [Q(pk__in=OutgoingMail.objects.about(rows).values("pk")) for rows in theirs]
        return mails.filter(reduce(or_, about, to_or_from | quoting))

    def to_give(self, person: Person) -> Iterable[OutgoingMail]:
        """What reached her. What others were mailed has their words beside hers, which are given elsewhere."""
        return self.of(person).filter(person.has("to"), sent_at__isnull=False)

    def erase(self, person: Person) -> int:
        return self.of(person).forget()
