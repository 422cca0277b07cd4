"""Signed tokens for links, each for one purpose and one row, and keyed hashes."""

from datetime import timedelta

from django.core import signing
from django.utils.crypto import salted_hmac

_SALT = "core.tokens"


def sign(purpose: str, pk: int) -> str:
    """Return a token of letters, digits and ``.-_`` that allows ``purpose`` for the row ``pk``."""
    return _signer(purpose).sign(str(pk))


def unsign(purpose: str, token: str, max_age: timedelta) -> int | None:
    """Return the signed ``pk``; ``None`` if the token is forged, expired, or for another purpose."""
    try:
        return int(_signer(purpose).unsign(token, max_age=max_age))
    except signing.BadSignature:
        return None


def keyed_hash(purpose: str, text: str) -> str:
    """Return 64 hex digits for ``text``. Without the site's secret, nobody can test guesses for the text."""
    return salted_hmac(f"{_SALT}.{purpose}", text, algorithm="sha256").hexdigest()


def _signer(purpose: str) -> signing.TimestampSigner:
    # A dot, because some mail programs cut a link at a colon.
    return signing.TimestampSigner(salt=f"{_SALT}.{purpose}", sep=".")
