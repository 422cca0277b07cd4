"""Encrypt what the site has to read again, such as the password of another server, with the site's secret.

The library is imported where it is used: it takes 7 MB, and most processes never need it.
"""

import base64
import hashlib
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

_SALT = "core.encryption"


def encrypt(purpose: str, text: str) -> str:
    return _fernet(purpose).encrypt(text.encode()).decode()


def decrypt(purpose: str, encrypted: str) -> str | None:
    """Return the text; ``None`` if it was encrypted with another secret or for another purpose, or changed since."""
    from cryptography.fernet import InvalidToken

    try:
        return _fernet(purpose).decrypt(encrypted.encode()).decode()
    except InvalidToken:
        return None


def _fernet(purpose: str) -> "Fernet":
    from cryptography.fernet import Fernet

    # The secret is long and random, so one hash of it is a key.
    key = hashlib.sha256(f"{_SALT}.{purpose}.{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
