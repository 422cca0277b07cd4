"""The pictures of the sample site, on their way from ``demo/pictures`` into the library."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.base import ContentFile
from PIL import Image

from media import library
from media.models import Picture

FOLDER = Path(__file__).parent / "pictures"


class SamplePictures:
    """Adds pictures to the library, each once."""

    def __init__(self) -> None:
        self.added: dict[str, Picture] = {}

    def get(self, name: str, alternative_text: str = "") -> Picture:
        """The picture ``name``, which is added when it is asked for first."""
        if name not in self.added:
            self.added[name] = self._add(FOLDER / f"{name}.webp", alternative_text)
        return self.added[name]

    def _add(self, path: Path, alternative_text: str) -> Picture:
        with Image.open(path) as image:
            width, height = image.size
        file = ContentFile(path.read_bytes(), name=path.name)
        picture = Picture(file=file, width=width, height=height, alternative_text=alternative_text)
        # A run that was killed may have left one there.
        picture.file.storage.delete(picture.file.field.generate_filename(picture, path.name))
        library.add(picture)
        return picture

    @contextmanager
    def discarded_on_failure(self) -> Iterator[None]:
        """Delete the files again if the rows don't come to be."""
        try:
            yield
        except BaseException:
            for picture in self.added.values():
                picture.file.storage.delete(str(picture.file.name))
            raise
