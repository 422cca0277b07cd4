from django.tasks import task

from operations import account
from operations.backup import nightly
from operations.export import requests
from operations.health import troubles
from operations.progress import Progress


@task
def back_up() -> None:
    nightly.run(Progress())
    requests.purge()


@task
def account_for() -> None:
    account.report()


@task
def watch_health() -> None:
    """Runs every five minutes."""
    troubles.watch()


@task
def export_site(pk: int) -> None:
    requests.carry_out(pk)
