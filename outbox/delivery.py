"""Send mail from the outbox: each mail once, after any number of failures, by one worker at a time."""

from contextlib import suppress
from smtplib import SMTPException

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from outbox.composition import compose
from outbox.conditions import is_written_always, may_be_sent
from outbox.connection import open_mailer
from outbox.failures import describe, is_about_address, is_about_this_mail_only, is_permanent
from outbox.models import OutgoingMail

BATCH = 50


def deliver(mail: OutgoingMail) -> bool:
    """Send one mail, unless it is not due or another worker has it, and record the result.

    Returns ``False`` if the server could not be reached or refused the sign-in, so that other mail should wait too.
    """
    if not mail.claim():
        return True
    try:
        if not may_be_sent(mail):
            mail.cancel()
            return True
        if day := refused_since(mail.to):
            mail.give_up(_("It was not sent, because the address has refused mail since %(day)s.") % {"day": day})
            return True
        _send(mail)
    except (
        Exception
    ) as error:  # The mail is not lost after any error: it is tried again, and the admin shows the reason.
        if is_permanent(error):
            mail.give_up(describe(error), is_bounced=is_about_address(error))
        else:
            mail.postpone(describe(error))
        return is_about_this_mail_only(error)
    mail.mark_sent()
    return True


def _send(mail: OutgoingMail) -> None:
    mailer = open_mailer()
    try:
        mailer.send_messages([compose(mail)])
    finally:
        # After a refused sign-in, the connection is still open.
        with suppress(SMTPException, OSError):
            mailer.close()


def deliver_due() -> None:
    """Send up to ``BATCH`` mails that are due, the oldest first."""
    for mail in OutgoingMail.objects.due()[:BATCH]:
        if not deliver(mail):
            return


def give_up_stale() -> None:
    """Give up mails that waited too long for a server. "Try again" in the admin still sends them."""
    OutgoingMail.objects.stale().update(
        given_up_at=timezone.now(), last_error=_("It waited for more than two weeks, so it is out of date.")
    )


def refused_since(email: str) -> str:
    """Return the day since when the address refuses mail; empty if it does not, or is written to in any case."""
    bounced = OutgoingMail.objects.bounced().to_address(email).order_by("bounced_at").first()
    if bounced is None or bounced.bounced_at is None or is_written_always(email):
        return ""
    return date_format(timezone.localtime(bounced.bounced_at), "DATE_FORMAT")
