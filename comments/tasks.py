from django.tasks import task


@task
def screen_due() -> None: ...


@task
def announce_unscreened() -> None: ...
