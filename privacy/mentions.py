"""Find texts by others that name an erased person. The coach is shown them, and decides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import batched
from operator import and_, or_
from typing import Any

from django.db.models import Q, QuerySet

from blog.models import Post
from coaching.models import Application
from comments.models import Comment
from offers.models import SignUp
from privacy.free_text import FREE_TEXTS, FreeText
from privacy.models import Mention
from privacy.models.mention import WORD
from privacy.person import Person
from privacy.personal_data.comments import comments_by

# A word of one letter is an initial, and too common.
MIN_WORD_LENGTH = 2

# Nobody has more names, or longer ones. Who tries is not to make the questions too long for a database.
MAX_NAMES = 50
MAX_WORDS = 8

NAMES_PER_QUERY = 5
KEYS_PER_QUERY = 500
BATCH_SIZE = 500

Name = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MentionSearch:
    """What to look for, collected before the erasure: the words of each name, and where the person wrote."""

    person: Person
    names: list[Name]
    threads: set[int]
    posts: set[int]


def names_used_by(person: Person) -> list[Name]:
    """Return each name that the person used here, as words."""
    applications = Application.objects.filter(person.matches("email"))
    sign_ups = SignUp.objects.filter(person.matches("email"))
    found: set[Name] = set()
    for rows in (comments_by(person), applications, sign_ups):
        names = rows.order_by("name").values_list("name", flat=True).distinct()[:MAX_NAMES]
        found |= {tuple(WORD.findall(name)[:MAX_WORDS]) for name in names}
    return sorted(found - {()})[:MAX_NAMES]


def prepare_search(person: Person) -> MentionSearch:
    """Collect what to look for. Call it before the person is erased."""
    comments = comments_by(person).values_list("pk", "thread_id", "post_id")
    threads = {thread or pk for pk, thread, _post in comments}
    return MentionSearch(person, names_used_by(person), threads, {post for _pk, _thread, post in comments})


def record_mentions(sought: MentionSearch) -> int:
    """Record where others write one word of the name in the same conversation or in the article above it, or the whole
    name anywhere. Returns the number of rows. Call it when the person is erased.
    """
    number = 0
    for free_text in FREE_TEXTS:
        found: dict[int, set[str]] = {}
        for pk, words in _found(free_text, sought):
            found.setdefault(pk, set()).update(words)
        for some in batched(found.items(), BATCH_SIZE):
            Mention.objects.add(free_text.rows.model, dict(some))
        number += len(found)
    return number


def _found(free_text: FreeText, sought: MentionSearch) -> Iterator[tuple[int, set[str]]]:
    """Yield matching rows. The database finds candidates; whole words are checked here."""
    others = (
        free_text.rows.exclude(sought.person.matches(free_text.email_field))
        if free_text.email_field
        else free_text.rows
    )
    yield from _named(free_text, others, sought)
    for near in _near(free_text, sought):
        yield from _named_near(free_text, others.filter(near), sought)


def _named(free_text: FreeText, others: QuerySet[Any], sought: MentionSearch) -> Iterator[tuple[int, set[str]]]:
    for some in batched((name for name in sought.names if len(name) > 1), NAMES_PER_QUERY):
        wanted = reduce(or_, (_contains_all(free_text, name) for name in some))
        for pk, texts in _read(free_text, others.filter(wanted)):
            for name in some:
                if any(_is_in(name, said) for said in texts):
                    yield pk, set(name)


def _named_near(free_text: FreeText, others: QuerySet[Any], sought: MentionSearch) -> Iterator[tuple[int, set[str]]]:
    words = {word for name in sought.names for word in name if len(word) >= MIN_WORD_LENGTH}
    for some in batched(sorted(words), NAMES_PER_QUERY * MAX_WORDS):
        for pk, texts in _read(free_text, others.filter(_contains_any(free_text, some))):
            said = {word for text in texts for word in text}
            if named := {word for word in some if word.casefold() in said}:
                yield pk, named


def _near(free_text: FreeText, sought: MentionSearch) -> Iterator[Q]:
    """Yield filters for rows where one word of the name is enough: in the same conversation, and in its article."""
    if free_text.rows.model is Comment:
        for some in batched(sought.threads, KEYS_PER_QUERY):
            yield Q(pk__in=some) | Q(thread__in=some)
    if free_text.rows.model is Post:
        for some in batched(sought.posts, KEYS_PER_QUERY):
            yield Q(pk__in=some)


def _read(free_text: FreeText, rows: QuerySet[Any]) -> Iterator[tuple[int, list[list[str]]]]:
    """Yield the words of each text of each row, in lower case."""
    for row in rows.select_related(None).only(*free_text.columns).order_by("pk").iterator(BATCH_SIZE):
        yield row.pk, [WORD.findall(text.casefold()) for text in free_text.texts(row).values()]


def _is_in(name: Name, said: list[str]) -> bool:
    wanted = [word.casefold() for word in name]
    return any(said[at : at + len(wanted)] == wanted for at in range(len(said)))


def _contains_all(free_text: FreeText, name: Name) -> Q:
    """Match all words of the name in one field, whatever is between them, because HTML may have tags there."""
    return reduce(or_, (reduce(and_, (_contains(field, word) for word in name)) for field in free_text.fields))


def _contains_any(free_text: FreeText, words: Iterable[str]) -> Q:
    return reduce(or_, (_contains(field, word) for word in words for field in free_text.fields))


def _contains(field: str, word: str) -> Q:
    """Match regardless of case, which SQLite supports for a to z only."""
    forms = {word} if word.isascii() else {word, word.lower(), word.upper(), word.title()}
    return reduce(or_, (Q(**{f"{field}__icontains": form}) for form in sorted(forms)))
