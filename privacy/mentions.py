"""Other people's words that name or quote a person who is erased: the coach is shown them, and decides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import batched
from operator import and_, or_
from typing import Any

from django.db.models import Q, QuerySet

from blog.models import Post
from coaching.models import Application, SignUp
from comments.models import Comment
from privacy.holdings.comments import comments_of
from privacy.models import Mention
from privacy.models.mention import WORD, runs_of
from privacy.person import Person
from privacy.writings import WRITINGS, Writing

# A word of one letter is an initial, and stands everywhere.
SHORTEST = 2

# Nobody has more names, or longer ones. Who tries is not to make the questions too long for a database.
MOST_NAMES = 50
MOST_WORDS = 8

# Of so many comments it is seen whether they were quoted, the newest.
MOST_QUOTED = 1000

NAMES_AT_ONCE = 5
KEYS_AT_ONCE = 500
ROWS_AT_ONCE = 500

Name = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sought:
    """Who is looked for, by what was known before: the words of each name, where the person wrote, and what."""

    person: Person
    names: list[Name]
    threads: set[int]
    posts: set[int]
    quotes: set[str]


def names_of(person: Person) -> list[Name]:
    """Each name under which the person wrote here."""
    applications = Application.objects.filter(person.has("email"))
    sign_ups = SignUp.objects.filter(person.has("email"))
    found: set[Name] = set()
    for rows in (comments_of(person), applications, sign_ups):
        names = rows.order_by("name").values_list("name", flat=True).distinct()[:MOST_NAMES]
        found |= {tuple(WORD.findall(name)[:MOST_WORDS]) for name in names}
    return sorted(found - {()})[:MOST_NAMES]


def seek(person: Person) -> Sought:
    """To be called before the person is erased."""
    comments = comments_of(person).values_list("pk", "thread_id", "post_id")
    threads = {thread or pk for pk, thread, _post in comments}
    return Sought(person, names_of(person), threads, {post for _pk, _thread, post in comments}, _quotes_of(person))


def _quotes_of(person: Person) -> set[str]:
    texts = comments_of(person).order_by("-pk").values_list("text", flat=True)[:MOST_QUOTED]
    return {run for text in texts for run in runs_of(WORD.findall(text.casefold()))}


def remember(sought: Sought) -> int:
    """Write down where others say a word of the name or quote the person in the same conversation, say a word of the
    name in the article above it, or all of it anywhere. How many rows it were. To be called when the person is erased.
    """
    number = 0
    for writing in WRITINGS:
        found: dict[int, set[str]] = {}
        for pk, words in _found(writing, sought):
            found.setdefault(pk, set()).update(words)
        for some in batched(found.items(), ROWS_AT_ONCE):
            Mention.objects.add(writing.rows.model, dict(some))
        number += len(found)
    return number


def _found(writing: Writing, sought: Sought) -> Iterator[tuple[int, set[str]]]:
    """The database narrows it down; what is a word, and what only part of one, is seen here."""
    others = writing.rows.exclude(sought.person.has(writing.whose)) if writing.whose else writing.rows
    yield from _named(writing, others, sought)
    for near in _near(writing, sought):
        yield from _named_near(writing, others.filter(near), sought)
        if sought.quotes and writing.rows.model is Comment:
            yield from _quoted(writing, others.filter(near), sought)


def _named(writing: Writing, others: QuerySet[Any], sought: Sought) -> Iterator[tuple[int, set[str]]]:
    for some in batched((name for name in sought.names if len(name) > 1), NAMES_AT_ONCE):
        wanted = reduce(or_, (_says_all(writing, name) for name in some))
        for pk, texts in _read(writing, others.filter(wanted)):
            for name in some:
                if any(_is_in(name, said) for said in texts):
                    yield pk, set(name)


def _named_near(writing: Writing, others: QuerySet[Any], sought: Sought) -> Iterator[tuple[int, set[str]]]:
    words = {word for name in sought.names for word in name if len(word) >= SHORTEST}
    for some in batched(sorted(words), NAMES_AT_ONCE * MOST_WORDS):
        for pk, texts in _read(writing, others.filter(_says_any(writing, some))):
            said = {word for text in texts for word in text}
            if named := {word for word in some if word.casefold() in said}:
                yield pk, named


def _quoted(writing: Writing, others: QuerySet[Any], sought: Sought) -> Iterator[tuple[int, set[str]]]:
    for pk, texts in _read(writing, others):
        if quoted := sought.quotes.intersection(run for text in texts for run in runs_of(text)):
            yield pk, quoted


def _near(writing: Writing, sought: Sought) -> Iterator[Q]:
    """Where one word of the name is enough: in the same conversation, and in the article above it."""
    if writing.rows.model is Comment:
        for some in batched(sought.threads, KEYS_AT_ONCE):
            yield Q(pk__in=some) | Q(thread__in=some)
    if writing.rows.model is Post:
        for some in batched(sought.posts, KEYS_AT_ONCE):
            yield Q(pk__in=some)


def _read(writing: Writing, rows: QuerySet[Any]) -> Iterator[tuple[int, list[list[str]]]]:
    """The words of each text of each row, without their case."""
    for row in rows.select_related(None).only(*writing.fields).order_by("pk").iterator(ROWS_AT_ONCE):
        yield row.pk, [WORD.findall(text.casefold()) for text in writing.texts(row).values()]


def _is_in(name: Name, said: list[str]) -> bool:
    wanted = [word.casefold() for word in name]
    return any(said[at : at + len(wanted)] == wanted for at in range(len(said)))


def _says_all(writing: Writing, name: Name) -> Q:
    """Whatever stands between the words: HTML may have tags there."""
    return reduce(or_, (reduce(and_, (_says(field, word) for word in name)) for field in writing.fields))


def _says_any(writing: Writing, words: Iterable[str]) -> Q:
    return reduce(or_, (_says(field, word) for word in words for field in writing.fields))


def _says(field: str, word: str) -> Q:
    """In any case. SQLite knows only that of the letters a to z."""
    forms = {word} if word.isascii() else {word, word.lower(), word.upper(), word.title()}
    return reduce(or_, (Q(**{f"{field}__icontains": form}) for form in sorted(forms)))
