from django.tasks import task


@task
def screen_due() -> None: ...
