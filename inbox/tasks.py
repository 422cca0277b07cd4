from django.tasks import task

from inbox import digest


@task
def write_due_digests() -> None:
    """Runs every quarter of an hour."""
    digest.write_due()
