"""Store rows only once, however often they are sent: a unique ``fingerprint`` is made of their content."""

import hashlib
from typing import Any

from django.db import IntegrityError, transaction


def hash_of(*parts: str) -> str:
    """Return a hash of texts, without regard to case and white space."""
    folded = "\0".join(" ".join(part.casefold().split()) for part in parts)
    return hashlib.sha256(folded.encode()).hexdigest()


def save_with_fingerprint(row: Any, *fields: str) -> None:
    """Save changed ``fields`` of a row together with its new fingerprint.

    If another row has that fingerprint, this row gets a random one, so that a change never fails, for example when a
    name is redacted. To refuse a repetition, look for a duplicate first.
    """
    try:
        with transaction.atomic():
            row.save(update_fields=[*fields, "fingerprint"])
    except IntegrityError:
        row.fingerprint = hashlib.sha256(f"{row.fingerprint} {row.pk}".encode()).hexdigest()
        row.save(update_fields=[*fields, "fingerprint"])
