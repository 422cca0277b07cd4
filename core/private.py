"""Files that no address leads to, kept apart from the pictures: whoever may have one is handed it by a view."""

from typing import Any, NoReturn

from django.conf import settings
from django.contrib.admin.widgets import AdminFileWidget
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db.models.fields.files import FieldFile


class PrivateStorage(FileSystemStorage):
    """A folder beside that of the media, of which nothing is served."""

    def __init__(self) -> None:
        super().__init__(location=settings.DATA_DIR / "private")

    def url(self, name: str | None) -> NoReturn:
        raise ValueError("A private file has no address.")


def private_storage() -> Storage:
    """The storage that the settings name ``private``: for a ``FileField``."""
    return storages["private"]


class PrivateFileInput(AdminFileWidget):
    """A file to choose, with the name of the one that is there."""

    template_name = "core/widgets/file_input.html"
    use_fieldset = False

    def is_initial(self, value: Any) -> bool:
        return isinstance(value, FieldFile) and bool(value)
