"""Files without a URL: private ones, which a view sends, and transient ones, which are deleted after some days."""

from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages


class PrivateFileStorage(FileSystemStorage):
    """Stores files in a folder of ``DATA_DIR`` that is never served."""

    def __init__(self, folder: str = "private") -> None:
        super().__init__(location=settings.DATA_DIR / folder)

    def url(self, name: str | None) -> NoReturn:
        raise ValueError("A private file has no address.")


def private_storage() -> Storage:
    """Return the storage named ``private`` in the settings, for a ``FileField``."""
    return storages["private"]


def transient_storage() -> Storage:
    """Return the storage of files that one process writes and another reads, and of which there is no backup."""
    return storages["transient"]


def move_to_transient(source: Path, name: str) -> None:
    """Move a file of this machine to where all machines find it, in the place of one with the same name."""
    storage = transient_storage()
    if isinstance(storage, FileSystemStorage):
        target = Path(storage.path(name))
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        source.replace(target)
        return
    with source.open("rb") as file:
        storage.save(name, File(file))
    source.unlink()
