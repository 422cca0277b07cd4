from django.core.management import call_command
from django.db import connection
from django.tasks import task

from core.uploads.models import Upload


@task
def prune_finished_tasks() -> None:
    """Delete finished background tasks after a week. Failed ones are kept for inspection."""
    call_command("ox_prune", older_than="7d", verbosity=0)


@task
def purge_uploads() -> None:
    Upload.objects.purge()


@task
def update_statistics() -> None:
    """Let SQLite count how many rows share a value in each index. Without that it often chooses the wrong one.

    With the limit it takes milliseconds on any table (https://www.sqlite.org/lang_analyze.html). PostgreSQL does it
    itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")
