from django.tasks import task

from inbox import digest


@task
def write_due_digests() -> None:
    """Each quarter of an hour: is it time for today's?"""
    digest.write_due()
