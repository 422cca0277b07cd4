"""Encrypt what the site has to read again, such as the password of another server, with the site's secret."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

_SALT = "core.encryption"


def encrypt(purpose: str, text: str) -> str:
    return _fernet(purpose).encrypt(text.encode()).decode()


def decrypt(purpose: str, encrypted: str) -> str | None:
    """Return the text; ``None`` if it was encrypted with another secret or for another purpose, or changed since."""
    try:
        return _fernet(purpose).decrypt(encrypted.encode()).decode()
    except InvalidToken:
        return None


def _fernet(purpose: str) -> Fernet:
    # The secret is long and random, so one hash of it is a key.
    key = hashlib.sha256(f"{_SALT}.{purpose}.{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
