"""Bring the tables up to date, by one process at a time.

Several machines with PostgreSQL may start at once. SQLite is used by one machine, where one process prepares it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

# Of PostgreSQL's advisory locks. ``wordpress.lock`` has another one.
LOCK_NUMBER = 7_230_115


def migrate() -> None:
    """Apply what is missing, and tell whoever follows migrations, such as the triggers of ``pagecache``."""
    with _alone() if connection.vendor == "postgresql" else _whole():
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
        else:
            # The command would build the models of all migrations twice, which takes longer than all the rest.
            emit_post_migrate_signal(0, False, connection.alias, plan=[])


@contextmanager
def _alone() -> Iterator[None]:
    """Wait for the lock, and hold it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_NUMBER])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])


@contextmanager
def _whole() -> Iterator[None]:
    """Make a new database whole or not at all.

    Django records a migration that makes indexes after the transaction which made its tables. If the process was killed
    in between, no later start could go on.
    """
    if connection.introspection.table_names():
        yield
        return
    with connection.constraint_checks_disabled(), transaction.atomic():
        yield
