from django.core.management import call_command
from django.tasks import task

from core.uploads.models import Upload


@task
def prune_finished_tasks() -> None:
    """Delete finished background tasks after a week. Failed ones are kept for inspection."""
    call_command("ox_prune", older_than="7d", verbosity=0)


@task
def purge_uploads() -> None:
    Upload.objects.purge()
