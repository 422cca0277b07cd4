from django.tasks import task


@task
def send(mail_id: int) -> None: ...


@task
def send_due() -> None: ...
