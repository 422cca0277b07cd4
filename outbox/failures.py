"""What an error of a mail server means: for the mail, for its recipient's address, and in plain words."""

import re
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException
from ssl import SSLError

from django.utils.encoding import force_str
from django.utils.translation import gettext as _

# A code of RFC 3463: class, subject, detail.
ENHANCED_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
BASIC_CODE = re.compile(r"(?<![\d.])([45]\d\d)(?![\d.])")

# Codes for an address or domain that does not exist, or takes no mail. Not among them: a full mailbox (5.2.2), a mail
# that is too long (5.2.3), a refused sender (5.1.7, 5.1.8), and whatever is about a policy (5.7).
REFUSED_ADDRESS = re.compile(r"5\.(0\.0|1\.(0|1|2|3|6|10)|2\.(0|1)|4\.(1|4|310))$")
REFUSED_ADDRESS_BASIC = ("521", "550", "551", "553", "556")

REFUSED_SIGN_IN = ("530", "534", "535", "538")


def is_about_this_mail_only(error: Exception) -> bool:
    """Tell whether the error is about this mail or its recipient, and not about the server or the settings."""
    # A wrong certificate is a ValueError too, and a password with odd letters a UnicodeError.
    if isinstance(error, UnicodeError | SSLError):
        return False
    if isinstance(error, SMTPRecipientsRefused):
        return not _is_relaying_refused(describe(error))
    return isinstance(error, SMTPDataError | ValueError)


def is_permanent(error: Exception) -> bool:
    """Tell whether the mail would be refused every time.

    A refused sign-in, sender or greeting is a problem of the settings, whatever its code. The mail waits until it is
    solved.
    """
    if not is_about_this_mail_only(error):
        return False
    return isinstance(error, ValueError) or smtp_reply(error)[0] >= 500


def is_about_address(error: Exception) -> bool:
    """Tell whether the error says that the recipient's address takes no mail, and never will."""
    return isinstance(error, SMTPRecipientsRefused) and is_permanent(error) and refuses_address(describe(error))


def refuses_address(words: str) -> bool:
    """Tell whether a final refusal is about the recipient's address, by its code or else by its words.

    Otherwise it is about this mail, the sender or the moment, and the next mail may arrive.
    """
    if code := ENHANCED_CODE.search(words):
        return REFUSED_ADDRESS.match(code[0]) is not None
    if code := BASIC_CODE.search(words):
        return code[0] in REFUSED_ADDRESS_BASIC
    return re.search(r"full|quota|spam|policy|blocked", words, re.IGNORECASE) is None


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


def explain(error: str) -> str:
    """Return the likely cause of a stored error of the mail server in plain words; empty if there is none."""
    if not error:
        return ""
    code = error.split(maxsplit=1)[0]
    if code in REFUSED_SIGN_IN:
        return _("Your mail provider refuses the user name or the password.")
    if _is_relaying_refused(error):
        return _("Your mail provider passes no mail on for this sender. Are the user name and the password right?")
    if code.startswith("5"):
        return _("Your mail provider refuses the mail: often it does not know the address of the sender.")
    if "timed out" in error:
        return _("The server does not answer. Its port or the encryption may be wrong, or a firewall is in between.")
    if code.isdecimal() or code == "SMTPServerDisconnected":
        return _("Your mail provider asks to wait, or broke off. The site tries again by itself.")
    return _explain_connection(error)


def _explain_connection(error: str) -> str:
    if "STARTTLS extension" in error:
        return _("The server does not encrypt at this port. Choose the other encryption, or its port.")
    if "WRONG_VERSION_NUMBER" in error:
        return _("The server does not encrypt from the start at this port. Choose STARTTLS, or the port 465.")
    if "CERTIFICATE_VERIFY_FAILED" in error:
        return _("The server’s certificate is not valid, or belongs to another name. Check the server’s name.")
    if "AUTH extension" in error or "authentication method" in error:
        return _("The server takes no password at this port. Usually the port or the encryption is wrong.")
    if error.startswith("gaierror"):
        return _("There is no server with this name.")
    return _("Your mail provider can’t be reached. Its name or its port may be wrong.")


def _is_relaying_refused(error: str) -> bool:
    return error.startswith(REFUSED_SIGN_IN) or re.match(r"5\d\d\b.*\brelay", error, re.IGNORECASE) is not None
