from django.tasks import task

from outbox import delivery
from outbox.models import OutgoingMail


@task
def send(mail_id: int) -> None:
    """Send a mail that was just queued. If that fails, ``send_due`` tries again when it is due."""
    mail = OutgoingMail.objects.filter(pk=mail_id).first()
    if mail and delivery.is_configured():
        delivery.deliver(mail)


@task
def send_due() -> None:
    """Runs every minute. Sends mails that are due: delayed ones, those whose task was lost, and those from before there
    was a server."""
    if delivery.is_configured():
        delivery.give_up_stale()
        delivery.deliver_due()
