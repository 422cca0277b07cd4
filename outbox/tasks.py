from django.tasks import task

from outbox import sending
from outbox.models import OutgoingMail


@task
def send(mail_id: int) -> None:
    """Send a mail just written. If that fails, ``send_due`` tries again when it is due."""
    mail = OutgoingMail.objects.filter(pk=mail_id).first()
    if mail and sending.is_configured():
        sending.deliver(mail)


@task
def send_due() -> None:
    """Send what waits, each minute: mail put off, mail whose task was lost, mail written before there was a server."""
    if sending.is_configured():
        sending.give_up_stale()
        sending.deliver_due()
