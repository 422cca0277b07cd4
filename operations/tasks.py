from django.tasks import task

from operations import account
from operations.backup import nightly
from operations.progress import Progress


@task
def back_up() -> None:
    nightly.run(Progress())


@task
def account_for() -> None:
    account.report()
