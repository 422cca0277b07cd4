"""Each operation on each public column sets new tokens, and nothing else does."""

from contextlib import suppress

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from blog.models import FormerCategoryPath, FormerTagSlug, Post, RemotePicture, SharePicture
from comments.models import Comment, Decision, ScreeningRules
from pagecache import triggers
from pagecache.declarations import (
    DELETE,
    UPDATE,
    Declaration,
    columns_of,
    declare_public,
    public_declarations,
    undeclared_columns,
)
from pagecache.models import PageToken
from pagecache.token import ALL, read_token, read_tokens
from privacy.models import RetentionSettings
from tests.factories import make_comment, make_post
from tests.pagecache.random_acts import RandomSite

pytestmark = pytest.mark.django_db

CASES = [(one, operation) for one in public_declarations() for operation in one.operations]


@pytest.fixture
def _site() -> None:
    """A row in every table that has public columns."""
    site = RandomSite(1, lambda **by: None)
    post = Post.objects.order_by("pk").first()
    assert post
    FormerCategoryPath.objects.create(path="old", category=post.categories.get())
    RemotePicture.objects.create(address="https://example.org/squat.jpg")
    SharePicture.objects.create(path="/hips/", digest="a")
    FormerTagSlug.objects.create(slug="old", tag=post.tags.first())
    Decision.objects.create(comment=make_comment(post), decider="import", verdict="approved")
    make_comment(post, state=Comment.State.HELD)
    ScreeningRules(pk=1).save()
    RetentionSettings(pk=1).save()
    assert site.coach


class UndoneError(Exception):
    pass


def changes_token(*statements: str) -> bool:
    """Tell whether the last statement sets a new token of all."""
    return ALL in changed_tokens(*statements)


def changed_tokens(*statements: str) -> set[str]:
    """The names of the tokens that the last statement replaces. All statements are undone."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT string_agg(quote_ident(conname), ', ') FROM pg_constraint WHERE contype = 't'")
                cursor.execute(f"SET CONSTRAINTS {cursor.fetchone()[0]} IMMEDIATE")
            for statement in statements:
                before = read_tokens()
                if connection.vendor == "postgresql":
                    names = [f"pagecache.changed_{name.replace('.', '_')}" for name in before]
                    cursor.execute("SELECT " + ", ".join(["set_config(%s, '', true)"] * len(names)), names)
                cursor.execute(statement)
            after = read_tokens()
            raise UndoneError
    except UndoneError:
        return {name for name, token in before.items() if after[name] != token}


def row_ids(one: Declaration) -> list[int]:
    """The primary keys of a row that counts and, if there is a condition, of no other."""
    key = one.model._meta.pk.column
    where = f"WHERE {one.when.format(row=one.table)}" if one.when else ""
    if not one.when and one.model is Comment:
        where = "WHERE state = 'held'"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key} FROM {one.table} {where} ORDER BY {key} DESC LIMIT 1")
        found = [number for (number,) in cursor.fetchall()]
    assert found, one.table
    return found


def statements_for(one: Declaration, operation: str) -> dict[str, list[str]]:
    """SQL that does ``operation``, by what it shows."""
    key, (number,) = one.model._meta.pk.column, row_ids(one)
    where = f"WHERE {key} = {number}"
    if operation == UPDATE:
        return {column: [f'UPDATE {one.table} SET "{column}" = "{column}" {where}'] for column in one.columns}
    delete = f"DELETE FROM {one.table} {where}"
    if operation == DELETE:
        return {"row": [delete]}
    columns = ", ".join(f'"{column}"' for column in sorted(columns_of(one.model)))
    copy = f"CREATE TEMPORARY TABLE copied AS SELECT * FROM {one.table} {where}"
    return {"row": [copy, delete, f"INSERT INTO {one.table} ({columns}) SELECT {columns} FROM copied"]}


def test_every_column_is_declared_public_or_private() -> None:
    assert list(undeclared_columns()) == []


def test_every_declared_column_exists() -> None:
    assert [one for one in public_declarations() if not {*one.columns} <= columns_of(one.model)] == []


@pytest.mark.usefixtures("_site")
def test_each_operation_on_each_public_column_sets_a_new_token() -> None:
    unnoticed = [
        f"{operation} {one.table} {name}"
        for one, operation in CASES
        for name, statements in statements_for(one, operation).items()
        if not {ALL, one.token} <= changed_tokens(*statements)
    ]
    assert unnoticed == []


@pytest.mark.usefixtures("_site")
def test_without_any_one_trigger_a_change_goes_unnoticed() -> None:
    """So each trigger is needed, and the test before this one fails without it, as does the check at the start."""
    on_table = " ON {table}" if connection.vendor == "postgresql" else ""
    for one, operation in CASES:
        with suppress(UndoneError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'DROP TRIGGER "{name_of(one, operation)}"' + on_table.format(table=one.table))
            assert not triggers.are_in_place()
            noticed = [
                one.token in changed_tokens(*statements) for statements in statements_for(one, operation).values()
            ]
            assert not all(noticed), (one.table, operation)
            raise UndoneError


def name_of(one: Declaration, operation: str) -> str:
    make = triggers._sqlite_trigger if connection.vendor == "sqlite" else triggers._postgres_trigger
    return make(one, operation).name


@pytest.mark.usefixtures("_site")
def test_change_of_private_columns_sets_no_token() -> None:
    for model in {one.model for one in public_declarations()}:
        public = {column for one in public_declarations() if one.model is model for column in one.columns}
        for column in columns_of(model) - public:
            assert not changes_token(f'UPDATE {model._meta.db_table} SET "{column}" = "{column}"'), (model, column)


def test_draft_and_held_comment_set_no_token() -> None:
    post = make_post("hips")
    draft = make_post("draft", state=Post.State.DRAFT)
    held = make_comment(post, state=Comment.State.HELD)
    assert not changes_token(f"UPDATE blog_post SET title = 'X' WHERE id = {draft.pk}")
    assert not changes_token(f"UPDATE comments_comment SET html = 'X' WHERE id = {held.pk}")
    assert changes_token(f"UPDATE blog_post SET state = 'published', published_at = '2020-1-1' WHERE id = {draft.pk}")
    assert changes_token(f"UPDATE comments_comment SET state = 'approved' WHERE id = {held.pk}")
    assert changes_token(f"UPDATE blog_post SET state = 'draft' WHERE id = {post.pk}")


@pytest.mark.sqlite
def test_replaced_row_was_public() -> None:
    """SQLite's REPLACE deletes the old row, which must not go unnoticed if only that one was public."""
    post = make_post("hips")
    columns = ", ".join(f'"{column}"' for column in sorted(columns_of(Post) - {"state"}))
    copy = f"SELECT {columns}, 'draft' FROM blog_post WHERE id = {post.pk}"
    assert changes_token(f'REPLACE INTO blog_post ({columns}, "state") {copy}')


@pytest.mark.django_db(transaction=True)
def test_emptied_table_sets_a_new_token() -> None:
    make_post("hips").tags.set(["strong"])
    is_postgres = connection.vendor == "postgresql"
    assert changes_token("TRUNCATE taggit_taggeditem" if is_postgres else "DELETE FROM taggit_taggeditem")


def test_rolled_back_change_leaves_the_token() -> None:
    post, before = make_post("hips"), read_token()
    assert changes_token(f"UPDATE blog_post SET title = 'X' WHERE id = {post.pk}")
    assert read_token() == before


def test_token_is_never_the_same_again() -> None:
    triggers.make_triggers()
    before = read_token()
    triggers.make_triggers()
    assert before
    assert read_token() not in (None, before)


def test_nothing_is_kept_while_the_triggers_are_off() -> None:
    triggers.remove_triggers()
    assert read_token() is None
    assert triggers.existing_triggers() == {}
    call_command("migrate", verbosity=0)
    assert triggers.are_in_place()
    assert read_token()


def test_changed_declaration_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pagecache.declarations._public", public_declarations()[1:])
    assert not triggers.are_in_place()
    triggers.make_triggers()
    assert triggers.are_in_place()


def test_no_triggers_on_an_older_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a migration back, a column may be missing. The site works, and nothing is kept."""
    monkeypatch.setattr("pagecache.declarations._public", public_declarations())
    declare_public(PageToken, "column_of_tomorrow")
    triggers.make_triggers()
    assert triggers.existing_triggers() == {}
    assert read_token() is None


@pytest.mark.django_db(transaction=True)
def test_migration_back_and_forth_keeps_the_triggers() -> None:
    """A table that is remade loses its triggers on SQLite; on PostgreSQL they would forbid it."""
    before = read_token()
    call_command("migrate", "privacy", "0001", verbosity=0)
    call_command("migrate", "privacy", verbosity=0)
    assert triggers.are_in_place()
    assert read_token() not in (None, before)
