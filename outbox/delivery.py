"""Send mail from the outbox: each mail once, after any number of failures, by one worker at a time."""

from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import mailers
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from outbox.composition import compose
from outbox.conditions import may_be_sent
from outbox.models import OutgoingMail

MAILER = "default"
BATCH = 50


def is_configured() -> bool:
    """Tell whether there is a mail server. Without one, mail waits."""
    return MAILER in mailers


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
        compose(mail).send(using=MAILER)
    except (
        Exception
    ) as error:  # The mail is not lost after any error: it is tried again, and the admin shows the reason.
        if is_permanent(error):
            mail.give_up(describe(error))
        else:
            mail.postpone(describe(error))
        return is_about_this_mail_only(error)
    mail.mark_sent()
    return True


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


def is_about_this_mail_only(error: Exception) -> bool:
    """Tell whether the error is about this mail or its recipient, and not about the server or the settings."""
    if isinstance(error, UnicodeError):
        return False
    return isinstance(error, SMTPRecipientsRefused | SMTPDataError | ValueError)


def is_permanent(error: Exception) -> bool:
    """Tell whether the mail would be refused every time.

    A refused sign-in, sender or greeting is a problem of the settings, whatever its code. The mail waits until it is
    solved.
    """
    if not is_about_this_mail_only(error):
        return False
    return isinstance(error, ValueError) or smtp_reply(error)[0] >= 500


def smtp_reply(error: Exception) -> tuple[int, str]:
    """Return the server's code and message. The code is 0 if there was none."""
    if isinstance(error, SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return code, force_str(words, errors="replace")
    if isinstance(error, SMTPResponseException):
        return error.smtp_code, force_str(error.smtp_error, errors="replace")
    return 0, str(error)


def describe(error: Exception) -> str:
    code, words = smtp_reply(error)
    return " ".join(f"{code or type(error).__name__} {words}".split())
