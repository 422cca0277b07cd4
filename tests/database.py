"""What tests do otherwise: empty only tables that have rows, write those of the migrations again, and take the
transaction of a test for none."""

from django.core.management.color import no_style
from django.db import connection, transaction

KEPT = {"django_migrations", "django_content_type", "auth_permission", "pagecache_pagetoken"}


class RowsOfMigrations:
    """A test that commits deletes them at its end; one that is rolled back finds them. Any order of tests will do."""

    def __init__(self) -> None:
        self.serialised = ""
        self.are_deleted = False

    def remember(self) -> None:
        self.serialised = connection.creation.serialize_db_to_string()

    def restore(self) -> None:
        if self.are_deleted:
            connection.creation.deserialize_db_from_string(self.serialised)
            self.are_deleted = False


rows_of_migrations = RowsOfMigrations()


def empty_tables(_test_case: object = None) -> None:
    """Do what Django's ``flush`` does, without writing all permissions anew."""
    rows_of_migrations.are_deleted = True
    names = sorted({*connection.introspection.django_table_names(only_existing=True, include_views=False)} - KEPT)
    has_rows = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(has_rows)
        filled = [name for (name,) in cursor.fetchall()]
    if filled and connection.vendor == "postgresql":
        _delete_rows(filled)
    elif filled:
        connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), filled))


def _delete_rows(tables: list[str]) -> None:
    """TRUNCATE would make the files of all tables and their indexes anew. Without triggers, any order will do."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')
        cursor.execute("UPDATE pagecache_pagetoken SET token = gen_random_uuid()::text")


def sees_uncommitted_rows() -> bool:
    """The transaction of a test counts as none on SQLite, where triggers set new tokens at once. PostgreSQL's do at the
    commit."""
    return connection.in_atomic_block and not (
        connection.vendor == "sqlite" and connection.atomic_blocks[-1]._from_testcase
    )
