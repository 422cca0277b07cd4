"""Private files. They have no URL; a view sends them."""

from typing import Any, NoReturn

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db.models.fields.files import FieldFile

from core.uploads.widgets import UploadInput


class PrivateFileStorage(FileSystemStorage):
    """Stores files in a folder beside the media folder that is never served."""

    def __init__(self) -> None:
        super().__init__(location=settings.DATA_DIR / "private")

    def url(self, name: str | None) -> NoReturn:
        raise ValueError("A private file has no address.")


def private_storage() -> Storage:
    """Return the storage named ``private`` in the settings, for a ``FileField``."""
    return storages["private"]


class PrivateFileInput(UploadInput):
    """A file input that shows the name of the current file."""

    def is_initial(self, value: Any) -> bool:
        return isinstance(value, FieldFile) and bool(value)
