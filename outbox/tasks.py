from django.tasks import task

from outbox import connection, delivery
from outbox.models import OutgoingMail
from outbox.reports import mailbox


@task
def send(mail_id: int) -> None:
    """Send a mail that was just queued. If that fails, ``send_due`` tries again when it is due."""
    mail = OutgoingMail.objects.filter(pk=mail_id).first()
    if mail and connection.is_configured():
        delivery.deliver(mail)


@task
def send_due() -> None:
    """Runs every minute. Sends mails that are due: delayed ones, those whose task was lost, and those from before there
    was a server."""
    if connection.is_configured():
        delivery.give_up_stale()
        delivery.deliver_due()


@task
def read_reports() -> None:
    """Runs every ten minutes."""
    mailbox.read_reports()


@task
def look_up_sender_domain() -> None:
    """Runs every night, and after a change of the sender."""
    # Imported here: it takes 9 MB, which only the worker needs.
    from outbox.domain_records import refresh

    refresh()
