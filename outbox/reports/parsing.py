"""Read reports about mail that was not delivered (RFC 3464), and those of servers that have a form of their own."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

from flufl.bounce import all_failures

from outbox.failures import BASIC_CODE, ENHANCED_CODE, refuses_address

# Returned headers and texts are looked through to here. Ours are far shorter.
MAX_CHARACTERS = 400_000
MAX_WORDS = 300


@dataclass(frozen=True, slots=True)
class Report:
    """A server says that a mail was not delivered, and never will be.

    ``words`` are its own, and ``text`` is all of the report, in which the ``Message-ID`` of the mail is.
    """

    text: str
    words: str
    is_about_address: bool


def parse_report(content: bytes) -> Report | None:
    """Return the report in a mail; ``None`` if it is none, or says that delivery is only delayed."""
    message = message_from_bytes(content, policy=policy.compat32)
    try:
        _temporary, permanent = all_failures(message)
    except Exception:  # Anybody can send anything, and the library lets errors of its detectors through.
        return None
    if not permanent:
        return None
    text = content[:MAX_CHARACTERS].decode("utf-8", errors="replace")
    words = _words_of_status(message) or _words_of_text(message)
    return Report(text, words[:MAX_WORDS], refuses_address(words))


def _words_of_status(message: Message) -> str:
    """Return ``Diagnostic-Code`` and ``Status`` of the first recipient that failed."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
            continue
        for block in part.get_payload():
            if isinstance(block, Message) and str(block.get("Action", "")).lower().startswith(("fail", "error")):
                status = ENHANCED_CODE.search(str(block.get("Status", "")))
                said = _one_line(str(block.get("Diagnostic-Code", "")).partition(";")[2])
                return said if ENHANCED_CODE.search(said) else _one_line(f"{status[0] if status else ''} {said}")
    return ""


def _words_of_text(message: Message) -> str:
    """Return the line of the report that has the server's code."""
    for part in message.walk():
        if part.get_content_type() != "text/plain":
            continue
        payload = part.get_payload(decode=True)
        lines = payload.decode("utf-8", errors="replace").splitlines() if isinstance(payload, bytes) else []
        found = (line for code in (ENHANCED_CODE, BASIC_CODE) for line in lines if code.search(line))
        return _one_line(next(found, ""))
    return ""


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
