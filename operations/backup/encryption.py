"""Encryption with age (https://age-encryption.org/v1), for whoever sets ``BACKUP_KEY``."""

import os
import shutil
from pathlib import Path
from typing import BinaryIO

import pyrage
from django.conf import settings
from django.utils.translation import gettext as _

from core.refusals import RefusedError

SUFFIX = ".age"


def load_key() -> pyrage.x25519.Identity | None:
    """Return the key in the file ``BACKUP_KEY``, as ``age-keygen`` writes it, or ``None`` if backups are not encrypted.

    Raises ``RefusedError`` if there is no such key.
    """
    if not settings.BACKUP_KEY:
        return None
    try:
        lines = Path(settings.BACKUP_KEY).read_text(encoding="ascii").split()
        return pyrage.x25519.Identity.from_str(next(line for line in lines if line.startswith("AGE-SECRET-KEY-")))
    except (OSError, ValueError, StopIteration, pyrage.IdentityError):
        sentence = _("BACKUP_KEY names %(file)s, which is no key: write one with `age-keygen -o %(file)s`.")
        raise RefusedError(sentence % {"file": settings.BACKUP_KEY}) from None


def write(source: BinaryIO, target: BinaryIO) -> None:
    """Copy ``source`` to ``target``, encrypted if there is a key. It is on the disk when this returns."""
    key = load_key()
    if key:
        pyrage.encrypt_io(source, target, [key.to_public()])
    else:
        shutil.copyfileobj(source, target, 1 << 20)
    target.flush()
    os.fsync(target.fileno())


def read(file: Path, target: BinaryIO) -> None:
    """Copy ``file`` to ``target``, decrypted if its name says that it is encrypted. Raises ``RefusedError``."""
    with file.open("rb") as source:
        if file.suffix != SUFFIX:
            shutil.copyfileobj(source, target, 1 << 20)
            return
        key = load_key()
        if key is None:
            raise RefusedError(_("%(file)s is encrypted: set BACKUP_KEY to its key file.") % {"file": file.name})
        try:
            pyrage.decrypt_io(source, target, [key])
        except pyrage.DecryptError as error:
            sentence = _("%(file)s can’t be decrypted: it is damaged, or this is not its key.")
            raise RefusedError(sentence % {"file": file.name}) from error
