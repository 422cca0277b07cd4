import re
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from outbox.models import OutgoingMail, OutgoingMailQuerySet
from privacy.holdings.base import Holding
from privacy.holdings.coaching import applications_of
from privacy.holdings.comments import comments_of
from privacy.person import Person

Kind = OutgoingMail.Kind

# They name readers and quote them, and the links in them say whom.
TO_THE_COACH = (Kind.COMMENT_URGENT, Kind.DIGEST, Kind.APPLICATION_NEW, Kind.APPLICATION_WITHDRAWN)


class Mails(Holding[OutgoingMail]):
    """Mail to a person, and what the coach was mailed of them. It stays as rows that say nothing."""

    model = OutgoingMail
    personal = ["key", *OutgoingMail.SAID]
    given = [*"kind to reply_to from_name subject text created_at sent_at".split()]
    email = "to"

    def of(self, person: Person) -> OutgoingMailQuerySet:
        mails = OutgoingMail.objects.filter(person.by_then("created_at"), forgotten_at=None)
        fields = [f"{name}__icontains" for name in ("to", "reply_to", "key", "text", "last_error")]
        names_her = reduce(or_, (Q(**{field: person.email}) for field in fields))
        return mails.filter(names_her | Q(pk__in=list(_about(person))))

    def to_give(self, person: Person) -> Iterable[OutgoingMail]:
        """What reached her. What the coach was mailed has others' words beside hers, which are given elsewhere."""
        sent = self.of(person).filter(sent_at__isnull=False)
        return [mail for mail in sent if mail.to.lower() == person.email]

    def erase(self, person: Person) -> int:
        return self.of(person).forget()


def _about(person: Person) -> set[int]:
    """Mails to the coach with a link to something of the person's."""
    links = [
        *_links("admin:inbox_thread", comments_of(person)),
        *_links("admin:comments_comment_change", comments_of(person)),
        *_links("admin:coaching_application_change", applications_of(person)),
    ]
    if not links:
        return set()
    named = re.compile("|".join(map(re.escape, links)))
    mails = OutgoingMail.objects.filter(kind__in=TO_THE_COACH, forgotten_at=None).values_list("pk", "text")
    return {pk for pk, text in mails.iterator() if named.search(text)}


def _links(view: str, rows: QuerySet[Any]) -> list[str]:
    return [reverse(view, args=[pk]) for pk in rows.values_list("pk", flat=True)]
