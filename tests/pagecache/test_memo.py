"""What is remembered from one build to the next, and that it is never stale."""

import os
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.template import Context, Template, TemplateSyntaxError
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag

from accounts.models import Profile
from blog.models import Category, Post
from comments.models import Comment, Decision, ScreeningRules
from pagecache import clock
from pagecache.declarations import UPDATE, Declaration, public_declarations
from pagecache.memo import MAX_VALUES, Build, Memo, building, memoised
from pagecache.requests import Key
from pagecache.serving import KeptPages
from tests.factories import make_answer, make_comment, make_post
from tests.pagecache.conftest import Reader
from tests.pagecache.page_cache_property import built_anew
from tests.pagecache.random_acts import RandomSite

NOON = datetime(2026, 11, 29, 12, tzinfo=timezone.get_default_timezone())
TOKENS = {"": "0", "blog": "1", "media": "1"}


def at(now: datetime = NOON, page: str = "/", **tokens: str) -> Any:
    return building(Build(page, {**TOKENS, **tokens}, now, NOON + timedelta(hours=1)))


@pytest.fixture
def count() -> Callable[..., int]:
    """A memoised function that returns how often it was called."""
    calls = []

    @memoised("blog", "media")
    def count(*_arguments: object, **_named: object) -> int:
        calls.append(None)
        return len(calls)

    return count


def test_value_is_remembered_in_the_next_build(count):
    for page in ("/", "/hips/"):
        with at(page=page):
            assert count() == 1


@pytest.mark.parametrize(
    "build",
    [
        {"blog": "2"},
        {"media": "2"},
        {"now": NOON + timedelta(hours=1)},
        {"now": NOON - timedelta(seconds=1)},
    ],
    ids=str,
)
def test_value_is_found_again_after_a_change(count, build):
    with at():
        assert count() == 1
    with at(**build):
        assert count() == 2


def test_other_apps_leave_the_value(count):
    with at():
        assert count() == 1
    with at(comments="2"):
        assert count() == 1


def test_values_are_told_apart_by_arguments(count):
    with at():
        assert [count("a"), count("b"), count("a"), count(a="a"), count(a="a")] == [1, 2, 1, 3, 3]


def test_nothing_is_remembered_outside_of_builds(count):
    assert (count(), count()) == (1, 2)


def test_nothing_is_remembered_without_tokens(count):
    for tokens in ({}, {"": "0", "blog": "1"}):
        with building(Build("/", tokens, NOON, NOON + timedelta(hours=1))):
            assert count() != count()


@pytest.mark.django_db
def test_nothing_is_remembered_in_a_transaction(count):
    with at(), transaction.atomic():
        assert (count(), count()) == (1, 2)


def test_error_is_not_remembered():
    answers = [Post.DoesNotExist(), None]

    @memoised("blog")
    def find() -> None:
        if error := answers.pop(0):
            raise error

    with at():
        with pytest.raises(Post.DoesNotExist):
            find()
        assert find() is None


def test_values_are_bounded_and_the_least_used_goes_first(count):
    with at():
        for number in range(MAX_VALUES):
            count(number)
        assert count(0) == 1
        count(MAX_VALUES)
        assert count(0) == 1
        assert count(1) == MAX_VALUES + 2


def test_part_of_a_page_is_remembered_for_the_page_and_its_arguments():
    template = Template("{% load memo %}{% memoised 'blog' number %}{{ words }}{% endmemoised %}")

    def render(words: str, page: str = "/", number: int = 1, **tokens: str) -> str:
        with at(page=page, **tokens):
            return str(template.render(Context({"words": words, "number": number})))

    assert render("<a>") == "&lt;a&gt;"
    assert render("b") == "&lt;a&gt;"
    assert render("c", page="/hips/") == "c"
    assert render("d", number=2) == "d"
    assert render("e", blog="2") == "e"
    assert template.render(Context({"words": "f", "number": 1})) == "f"


@pytest.mark.parametrize("arguments", ["", "blog", "number 'blog'"])
def test_part_without_labels_is_refused(arguments):
    with pytest.raises(TemplateSyntaxError):
        Template(f"{{% load memo %}}{{% memoised {arguments} %}}{{% endmemoised %}}")


def test_usual_time_of_an_answer_follows_the_answers(reader: Reader) -> None:
    post = make_post("hips")
    answers = [make_answer(make_comment(post)) for _number in range(5)]

    def promise() -> str:
        found = re.search("usually answers within [^.]*", reader.get("/hips/").body.decode())
        return found.group() if found else ""

    assert promise() == "usually answers within a day"
    Comment.objects.filter(author=post.author).update(created_at=timezone.now() + timedelta(hours=20))
    assert promise() == "usually answers within 4 days"
    Comment.objects.filter(author=None).update(created_at=timezone.now() - timedelta(days=5))
    assert promise() == "usually answers within 6 days"
    Decision.objects.create(comment=answers[0], decider=Decision.Decider.IMPORT, verdict="approved")
    assert promise() == ""
    make_answer(make_comment(post))
    assert promise().startswith("usually answers within")


@pytest.fixture
def site(reader: Reader) -> RandomSite:
    ScreeningRules(pk=1).save()
    return RandomSite(1, lambda **by: None)


def covered(labels: tuple[str, ...]) -> set[str]:
    """The tables whose changes replace one of the tokens."""
    return {one.table for one in public_declarations() if {one.token, one.token.partition(".")[0]} & set(labels)}


def public_tables(sql: str) -> set[str]:
    return set(re.findall(r'(?:FROM|JOIN) "(\w+)"', sql)) & {one.table for one in public_declarations()}


@contextmanager
def noted_queries(note: Callable[[str], None]) -> Iterator[None]:
    def wrapper(execute: Any, sql: str, *arguments: Any) -> Any:
        note(sql)
        return execute(sql, *arguments)

    with connection.execute_wrapper(wrapper):
        yield


def build(pages: KeptPages, url: str) -> None:
    path, _mark, query = url.partition("?")
    parameters = tuple((name, value) for name, _equal, value in [query.partition("=")] if name)
    pages._build(Key(path, parameters))


def test_labels_name_all_tables_that_are_read(reader: Reader, site: RandomSite) -> None:
    """And nothing is loaded into a remembered row later: it would be stale when a table of another app changes."""
    inside: list[tuple[str, ...]] = []
    forgotten, outside = set(), []

    def note(sql: str) -> None:
        forgotten.update((labels, table) for labels in inside for table in public_tables(sql) - covered(labels))
        if not inside:
            outside.append(sql)

    def compute(self: Memo, build: Build, labels: tuple[str, ...], _key: object, function: Callable[[], Any]) -> Any:
        assert set(labels) <= build.tokens.keys()
        inside.append(labels)
        try:
            return function()
        finally:
            inside.pop()

    for url in site.urls():
        build(reader.pages, url)
        outside.clear()
        with patch.object(Memo, "get", compute), noted_queries(note):
            build(reader.pages, url)
        never_remembered = list(outside)
        outside.clear()
        with noted_queries(note):
            build(reader.pages, url)
        assert outside == never_remembered, url
    assert forgotten == set()


def test_labels_name_all_tables_that_the_clock_reads(reader: Reader, site: RandomSite) -> None:
    forgotten = set()
    for source in clock._sources:
        with noted_queries(lambda sql, source=source: forgotten.update(public_tables(sql) - covered(source.labels))):
            source.next_change(timezone.now())
    assert forgotten == set()


@pytest.mark.large
@pytest.mark.sqlite  # The triggers of PostgreSQL have tests of their own.
def test_no_page_is_stale_after_a_change_of_any_public_column(
    reader: Reader, site: RandomSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also not a part of it that was remembered. A page that the change leaves as it was cannot be stale.

    ``ALL_COLUMNS=1`` takes each column; without it, a tenth of them, by chance.
    """
    now = timezone.now()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    profile, category, tag = (model._base_manager.first() for model in (Profile, Category, Tag))
    urls = ["/", "/hips/", "/knees/", "/about/", "/articles/", "/apply/", "/feed/", "/sign-up/routine/"]
    urls += ["/articles/archive/", f"/{now:%Y}/", "/feed/atom/", f"{profile.get_absolute_url()}feed/"]
    urls += [profile.get_absolute_url(), category.get_absolute_url(), reverse("tag_detail", args=[tag.slug])]
    anew = KeptPages(reader.pages.django)
    before = built_anew(reader, anew, urls)
    stale = []
    for one, field in some_columns():
        change = Change(site, one, field)
        with change.made():
            after = built_anew(reader, anew, urls)
        changed = [url for url in urls if after[url] != before[url]]
        assert [reader.get(url) for url in changed] == [before[url] for url in changed]
        with change.made():
            stale += [(str(change), url) for url in changed if reader.get(url) != after[url]]
    assert stale == []


def some_columns() -> list[tuple[Declaration, models.Field[Any, Any]]]:
    columns = [(one, field) for one in public_declarations() for field in changeable_fields(one)]
    return columns if "ALL_COLUMNS" in os.environ else random.sample(columns, len(columns) // 10)


def changeable_fields(one: Declaration) -> list[models.Field[Any, Any]]:
    fields = one.model._meta.local_concrete_fields if UPDATE in one.operations else []
    return [field for field in fields if field.column in one.columns and not field.primary_key]


class Change:
    """Another value in a field of all rows, or of as many as its constraints allow."""

    def __init__(self, site: RandomSite, one: Declaration, field: models.Field[Any, Any]) -> None:
        self.rows, self.field = one.model._base_manager, field
        self.before = dict(self.rows.order_by("pk").values_list("pk", field.attname))
        self.value, self.count = site.value_for(field, next(iter(self.before.values()), None)), 0

    def __str__(self) -> str:
        return f"{self.field} = {self.value!r} in {self.count} rows"

    @contextmanager
    def made(self) -> Iterator[None]:
        self.count = 0
        for pks in (self.before, list(self.before)[:1]):
            with suppress(IntegrityError), transaction.atomic():
                self.count = self.count or self.rows.filter(pk__in=pks).update(**{self.field.attname: self.value})
        yield
        with transaction.atomic():
            for pk, old in self.before.items():
                self.rows.filter(pk=pk).update(**{self.field.attname: old})
