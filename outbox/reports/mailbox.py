"""Look for reports in the mailbox of the sender. Nothing in it is changed: not even what was read is marked."""

import ssl
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from imaplib import IMAP4, IMAP4_SSL

from django.utils import timezone

from outbox.connection import TIMEOUT, Account, report_account
from outbox.failures import describe
from outbox.models import ReportMailbox
from outbox.reports.parsing import parse_report
from outbox.reports.recording import record_report

MAX_MAILS = 500
MAX_BYTES = 1_000_000
# Where reading begins in a mailbox that was not read before.
FIRST_LOOK_BACK = timedelta(days=14)

# Of other mail, nothing else is read. "PEEK" leaves it unread.
HEADERS = "(BODY.PEEK[HEADER.FIELDS (CONTENT-TYPE RETURN-PATH X-FAILED-RECIPIENTS FROM)])"
CONTENT = f"(BODY.PEEK[]<0.{MAX_BYTES}>)"
SENDERS = ("mailer-daemon@", "postmaster@", "mdaemon@")


def read_reports() -> None:
    """Record the reports that came since the last time, of at most ``MAX_MAILS`` mails. A fault is shown at “Mail”."""
    account = report_account()
    if account is None:
        return
    state = ReportMailbox.load()
    try:
        with _connect(account) as client:
            _sign_in(client, account)
            _read(client, state, f"{account.username}@{account.host}")
        state.error = ""
    except (OSError, ValueError, IMAP4.error) as error:
        state.error = describe(error)[:500]
    state.read_at = timezone.now()
    state.save()


def _connect(account: Account) -> IMAP4:
    if not account.is_encrypted:
        return IMAP4(account.host, account.port, timeout=TIMEOUT)
    # Without a context, imaplib would check no certificate.
    context = ssl.create_default_context()
    return IMAP4_SSL(account.host, account.port, ssl_context=context, timeout=TIMEOUT)


def _sign_in(client: IMAP4, account: Account) -> None:
    if "AUTH=PLAIN" in client.capabilities:
        # Unlike LOGIN, it takes letters beyond ASCII.
        client.authenticate("PLAIN", lambda _asked: f"\0{account.username}\0{account.password}".encode())
    else:
        client.login(account.username, account.password)


def _read(client: IMAP4, state: ReportMailbox, account: str) -> None:
    status, found = client.select("INBOX", readonly=True)
    if status != "OK":
        raise IMAP4.error(found[0])
    validity = int((client.response("UIDVALIDITY")[1] or [b"0"])[0] or 0)
    if (state.account, state.uid_validity) != (account, validity):
        state.account, state.uid_validity, state.last_uid = account, validity, 0
    for uid in _new_uids(client, state.last_uid):
        if _may_be_report(_fetch(client, uid, HEADERS)) and (report := parse_report(_fetch(client, uid, CONTENT))):
            record_report(report)
        state.last_uid = uid


def _new_uids(client: IMAP4, last_uid: int) -> list[int]:
    since = f"{timezone.now() - FIRST_LOOK_BACK:%d-%b-%Y}"
    _status, found = client.uid("SEARCH", *(("UID", f"{last_uid + 1}:*") if last_uid else ("SINCE", since)))
    # The range "5:*" of IMAP has the last mail even if its UID is lower.
    return [uid for uid in sorted(map(int, (found[0] or b"").split())) if uid > last_uid][:MAX_MAILS]


def _fetch(client: IMAP4, uid: int, what: str) -> bytes:
    """Return that part of a mail, or nothing if it was deleted in this moment."""
    _status, found = client.uid("FETCH", str(uid), what)
    return b"".join(_literals(found))


def _literals(found: list[object]) -> Iterator[bytes]:
    for part in found:
        if isinstance(part, tuple):
            yield part[1]


def _may_be_report(headers: bytes) -> bool:
    """Tell whether a mail comes from a server and not from a person."""
    mail = message_from_bytes(headers)
    return (
        mail.get_content_type() == "multipart/report"
        or str(mail.get("Return-Path", "")).strip() == "<>"
        or "X-Failed-Recipients" in mail
        or any(sender in str(mail.get("From", "")).lower() for sender in SENDERS)
    )
