"""The drawn pictures on their way into the media folder."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db.models import Model

from core.images import CleanPicture, PictureFile
from demo.drawing import draw, names


class Album:
    """Draws the pictures, ``width`` pixels wide, and hangs them where they belong."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.drawn: dict[str, bytes] = {}
        self.hung: list[tuple[Storage, str]] = []

    def draw_all(self) -> int:
        self.drawn = {name: draw(name, self.width) for name in names()}
        return len(self.drawn)

    def hang(self, row: Model, field: str, name: str) -> None:
        """Put a picture into a row that is about to be saved, in place of what a killed run may have left there."""
        file: PictureFile = getattr(row, field)
        picture = CleanPicture.of(ContentFile(self.drawn[name]), name)
        path = file.field.generate_filename(row, str(picture.name))
        file.storage.delete(path)
        self.hung.append((file.storage, path))
        file.save(name, picture, save=False)

    @contextmanager
    def discarded_on_failure(self) -> Iterator[None]:
        """Take everything down again if the rows that show it don't come to be."""
        try:
            yield
        except BaseException:
            for storage, name in self.hung:
                storage.delete(name)
            raise
