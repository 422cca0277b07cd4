"""What must still be true when a mail leaves. Whoever writes mail of a kind says so here."""

from collections.abc import Callable

from outbox.models import OutgoingMail

Condition = Callable[[OutgoingMail], bool]

_conditions: dict[str, Condition] = {}


def leaves_only_if(condition: Condition, *kinds: str) -> None:
    """Ask ``condition`` before each attempt to send a mail of one of these ``OutgoingMail.Kind``.

    If the answer is no, the mail is cancelled.
    """
    _conditions.update(dict.fromkeys(kinds, condition))


def may_leave(mail: OutgoingMail) -> bool:
    condition = _conditions.get(mail.kind)
    return condition is None or condition(mail)
