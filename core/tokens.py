"""Signed tokens for links in mail: each for one purpose and one row, and not for ever."""

from datetime import timedelta

from django.core import signing

_SALT = "core.tokens"


def sign(purpose: str, pk: int) -> str:
    """A token of letters, digits and ``.-_`` that says: whoever has it may do ``purpose`` to the row ``pk``."""
    return _signer(purpose).sign(str(pk))


def unsign(purpose: str, token: str, max_age: timedelta) -> int | None:
    """The ``pk`` that was signed for this very purpose; ``None`` if the token is forged, too old, or for another."""
    try:
        return int(_signer(purpose).unsign(token, max_age=max_age))
    except signing.BadSignature:
        return None


def _signer(purpose: str) -> signing.TimestampSigner:
    # A dot, because a colon in the last part of a link is left out by some mail programs.
    return signing.TimestampSigner(salt=f"{_SALT}.{purpose}", sep=".")
