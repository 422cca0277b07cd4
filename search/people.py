"""Find people by name and e-mail address: readers, applicants and those who have signed up for something."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from coaching.models import Application
from comments.models import Comment
from offers.models import SignUp

# Rows that are read to find ``most`` people: somebody may have written many.
ROWS = 50


@dataclass(slots=True)
class Person:
    """Somebody with an e-mail address, and links to what is known: pairs of words and URL."""

    name: str
    email: str
    links: list[tuple[str, str]] = field(default_factory=list)


def find_people(contained_in: Callable[..., Q], user: User, most: int) -> list[Person]:
    """Return people whose name or address has all words, as far as ``user`` may see what they sent."""
    people: dict[str, Person] = {}
    named = contained_in("name", "email")

    def add(name: str, email: str, *links: tuple[str, str]) -> None:
        person = people.setdefault(email.lower(), Person(name, email))
        person.links += links

    if user.has_perm("coaching.view_application"):
        for application in Application.objects.filter(named)[:most]:
            words = _("application, %(stage)s") % {"stage": application.get_stage_display()}
            add(application.name, application.email, (words, _url("coaching_application_change", application.pk)))
    if user.has_perm("offers.view_signup"):
        for sign_up in SignUp.objects.filter(named).select_related("offer")[:most]:
            words = _("signed up for %(offer)s") % {"offer": sign_up.offer}
            add(sign_up.name, sign_up.email, (words, _url("offers_signup_change", sign_up.pk)))
    if user.has_perm("comments.view_comment"):
        written = Comment.objects.by_guests().exclude(email="").filter(named).order_by("-created_at")
        for name, email in written.values_list("name", "email")[:ROWS]:
            add(name, email)
        _add_comments(people)
    return list(people.values())[:most]


def _add_comments(people: dict[str, Person]) -> None:
    """Add the number of their comments."""
    emails = {*people, *(person.email for person in people.values())}
    numbers = Counter(map(str.lower, Comment.objects.filter(email__in=emails).values_list("email", flat=True)))
    for person in people.values():
        if number := numbers[person.email.lower()]:
            words = ngettext("%(number)d comment", "%(number)d comments", number) % {"number": number}
            query = urlencode({"state": "all", "q": person.email})
            person.links.append((words, f"{reverse('admin:comments_comment_changelist')}?{query}"))


def _url(name: str, pk: int) -> str:
    return reverse(f"admin:{name}", args=[pk])
