from django.tasks import task

from coaching import link_mails, screening
from coaching.models import Application
from offers.models import SignUp


@task
def screen(application_id: int) -> None:
    """Screen an application just sent. Without an answer, ``screen_due`` asks again when it is due."""
    application = Application.objects.filter(pk=application_id).first()
    if application:
        screening.screen(application)


@task
def screen_due() -> None:
    screening.screen_due()


@task
def answer_link_request(request_id: int) -> None:
    link_mails.answer_request(request_id)


@task
def answer_link_requests() -> None:
    link_mails.answer_requests()


@task
def clear_ip_addresses() -> None:
    SignUp.objects.clear_ip_addresses()
