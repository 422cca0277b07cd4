"""Readers and applicants whose address refuses mail, for the line above the inbox."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from coaching.models import Application
from comments.models import Comment
from outbox.models import OutgoingMail

MAX_PEOPLE = 5
MAX_MAILS = 100


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A person, and the page where the address can be corrected."""

    name: str
    url: str


def unreachable_people(person: User) -> list[Unreachable]:
    """Return at most ``MAX_PEOPLE`` of those whom ``person`` may handle, the latest refusal first."""
    refused = list(OutgoingMail.objects.bounced().order_by("-bounced_at").values_list("to", flat=True)[:MAX_MAILS])
    emails = list(dict.fromkeys(email.lower() for email in refused if email))
    if not emails:
        return []
    spellings = {*refused, *emails}
    found: dict[str, Unreachable] = {}
    if person.has_perm("comments.change_comment"):
        comments = Comment.objects.by_guests().filter(email__in=spellings).order_by("-created_at")
        for pk, name, email in comments.values_list("pk", "name", "email")[:MAX_MAILS]:
            found.setdefault(email.lower(), Unreachable(name, reverse("admin:comments_comment_change", args=[pk])))
    if person.has_perm("coaching.change_application"):
        applications = Application.objects.for_coach(person).filter(email__in=spellings).order_by("-created_at")
        for pk, name, email in applications.values_list("pk", "name", "email")[:MAX_MAILS]:
            url = reverse("admin:coaching_application_change", args=[pk])
            found[email.lower()] = Unreachable(name, url)
    return [found[email] for email in emails if email in found][:MAX_PEOPLE]
