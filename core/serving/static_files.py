"""Collect and compress the static files, but only if one has changed, because it takes seconds."""

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

# Of Django's admin: a widget that no form here has, and the long forms of scripts, which only DEBUG uses, uncollected.
LEFT_OUT = ("select2", "jquery.js", "xregexp.js")


def collect_static_files() -> None:
    """Bring ``STATIC_ROOT`` up to date. After an interruption, the next call begins again."""
    marker = Path(settings.STATIC_ROOT) / ".collected"
    current = fingerprint()
    if marker.is_file() and marker.read_text() == current:
        return
    marker.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=[*LEFT_OUT])
    marker.write_text(current)


def fingerprint() -> str:
    """Return a hash of the names, sizes and modification times of all static files."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = os.stat(storage.path(name))
            digest.update(f"{name}\0{file.st_size}\0{file.st_mtime_ns}\n".encode())
    return digest.hexdigest()
