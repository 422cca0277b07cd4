from django.tasks import task

from coaching import screening
from coaching.models import Application


@task
def screen(application_id: int) -> None:
    """Screen an application just sent. Without an answer, ``screen_due`` asks again when it is due."""
    application = Application.objects.filter(pk=application_id).first()
    if application:
        screening.screen(application)


@task
def screen_due() -> None:
    screening.screen_due()
