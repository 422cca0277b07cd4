"""What only this site can have made: signed tokens for links in mail, each for one purpose and one row, and hashes."""

from datetime import timedelta

from django.core import signing
from django.utils.crypto import salted_hmac

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


def keyed_hash(purpose: str, text: str) -> str:
    """64 hex digits that stand for ``text``, always the same. Who lacks the site's secret can't even try texts out."""
    return salted_hmac(f"{_SALT}.{purpose}", text, algorithm="sha256").hexdigest()


def _signer(purpose: str) -> signing.TimestampSigner:
    # A dot, because a colon in the last part of a link is left out by some mail programs.
    return signing.TimestampSigner(salt=f"{_SALT}.{purpose}", sep=".")
