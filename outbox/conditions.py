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
