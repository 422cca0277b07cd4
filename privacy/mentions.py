"""Other people's words that name a person who is erased: the coach is shown them, and decides."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q

from coaching.models import Application, SignUp
from comments.models import Comment
from privacy.holdings.comments import PrivateAnswers, comments_of
from privacy.models import WORD, Mention
from privacy.person import Person

# A word of one letter is an initial, and stands everywhere.
SHORTEST = 2


def names_of(person: Person) -> set[str]:
    """Each name under which the person wrote here."""
    comments = comments_of(person).values_list("name", flat=True)
    applications = Application.objects.filter(person.has("email")).values_list("name", flat=True)
    sign_ups = SignUp.objects.filter(person.has("email")).values_list("name", flat=True)
    return {name for name in (*comments, *applications, *sign_ups) if name.strip()}


def remember(person: Person) -> int:
    """Write down, before the person is erased, where others say a word of the name in one thread with them, or all of
    the name anywhere. How many comments it were."""
    names = [WORD.findall(name) for name in names_of(person)]
    words = {word for name in names for word in name if len(word) >= SHORTEST}
    if not words:
        return 0
    threads = {thread or pk for pk, thread in comments_of(person).values_list("pk", "thread_id")}
    erased_too = PrivateAnswers().of(person).values("pk")
    others = Comment.objects.exclude(person.has("email")).exclude(pk__in=erased_too)
    near = others.filter(_has_any(words), Q(pk__in=threads) | Q(thread__in=threads))
    far = others.filter(reduce(or_, (Q(text__icontains=" ".join(name)) for name in names if len(name) > 1), Q(pk=None)))
    found = 0
    for comment in (near | far).filter(erased_at=None).order_by("pk").distinct():
        said = {word.casefold() for word in WORD.findall(comment.text)}
        named = {word for word in words if word.casefold() in said}
        if named:
            Mention.remember(comment, named)
            found += 1
    return found


def _has_any(words: Iterable[str]) -> Q:
    return reduce(or_, (Q(text__icontains=word) for word in words))
