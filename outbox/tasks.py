from django.tasks import task


@task
def send_due() -> None: ...
