"""Sends what waits in the outbox: each mail once, after any number of failures, by one worker at a time."""

from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import mailers
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from outbox.composing import compose
from outbox.conditions import may_leave
from outbox.models import OutgoingMail

MAILER = "default"
BATCH = 50


def is_configured() -> bool:
    """Is there a mail server? Without one, mail waits."""
    return MAILER in mailers


def deliver(mail: OutgoingMail) -> bool:
    """Send one mail, unless it is not due or in other hands, and write down what came of it.

    ``False`` if the server was out of reach or did not let us in, so that other mail had better wait too.
    """
    if not mail.claim():
        return True
    try:
        if not may_leave(mail):
            mail.cancel()
            return True
        compose(mail).send(using=MAILER)
    except Exception as error:  # Whatever it was, the mail is not lost: it is tried again, and the reason is shown.
        if is_permanent(error):
            mail.give_up(describe(error))
        else:
            mail.put_off(describe(error))
        return concerns_only_this_mail(error)
    mail.mark_sent()
    return True


def deliver_due() -> None:
    """Send up to ``BATCH`` mails that are due, those that wait longest first."""
    for mail in OutgoingMail.objects.due()[:BATCH]:
        if not deliver(mail):
            return


def give_up_stale() -> None:
    """Leave mail alone that waited too long for a server. "Try again" in the admin sends it all the same."""
    OutgoingMail.objects.stale().update(
        given_up_at=timezone.now(), last_error=_("It waited for more than two weeks, so its news was old.")
    )


def concerns_only_this_mail(error: Exception) -> bool:
    """Did the server, or Django before it, refuse this mail or its recipient, and not us?"""
    if isinstance(error, UnicodeError):
        return False
    return isinstance(error, SMTPRecipientsRefused | SMTPDataError | ValueError)


def is_permanent(error: Exception) -> bool:
    """Would the mail be refused every time?

    A refused sign-in, sender or greeting would not, whatever its code: that is a setting, and the mail waits until it
    is put right.
    """
    if not concerns_only_this_mail(error):
        return False
    return isinstance(error, ValueError) or reply(error)[0] >= 500


def reply(error: Exception) -> tuple[int, str]:
    """The server's code and words. The code is 0 if it gave none."""
    if isinstance(error, SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return code, force_str(words, errors="replace")
    if isinstance(error, SMTPResponseException):
        return error.smtp_code, force_str(error.smtp_error, errors="replace")
    return 0, str(error)


def describe(error: Exception) -> str:
    code, words = reply(error)
    return " ".join(f"{code or type(error).__name__} {words}".split())
