"""Conditions checked before a mail is sent. Each app registers those for its kinds of mail."""

from collections.abc import Callable

from outbox.models import OutgoingMail

Condition = Callable[[OutgoingMail], bool]

_conditions: dict[str, Condition] = {}


def register_send_condition(condition: Condition, *kinds: str) -> None:
    """Call ``condition`` before each attempt to send a mail of one of these kinds.

    If it returns false, the mail is cancelled.
    """
    _conditions.update(dict.fromkeys(kinds, condition))


def may_be_sent(mail: OutgoingMail) -> bool:
    condition = _conditions.get(mail.kind)
    return condition is None or condition(mail)


_written_always: list[Callable[[str], bool]] = []


def register_written_always(is_theirs: Callable[[str], bool]) -> None:
    """Send mail to an address for which ``is_theirs`` is true even after it refused mail, such as codes to staff."""
    _written_always.append(is_theirs)


def is_written_always(email: str) -> bool:
    return any(is_theirs(email) for is_theirs in _written_always)
