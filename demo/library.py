"""The pictures of the sample site, on their way from ``demo/pictures`` into the library."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.core.files.base import ContentFile

from media import library
from media.models import Picture

NAME_IN_KEY = re.compile(r"\{([-a-z]+)\}")

FOLDER = Path(__file__).parent / "pictures"


class SamplePictures:
    """Adds pictures to the library, each once, with their ``alternative_texts`` by name."""

    def __init__(self, alternative_texts: Mapping[str, str]) -> None:
        self.alternative_texts = alternative_texts
        self.added: dict[str, Picture] = {}

    def get(self, name: str, alternative_text: str = "") -> Picture:
        """The picture ``name``, which is added when it is asked for first."""
        if name not in self.added:
            words = alternative_text or self.alternative_texts.get(name, "")
            self.added[name] = self._add(FOLDER / f"{name}.webp", words)
        return self.added[name]

    def in_text(self, body: str) -> str:
        """Replace the names in the keys of blocks, such as ``{squat}-wide``, by primary keys."""
        return NAME_IN_KEY.sub(lambda name: str(self.get(name[1]).pk), body)

    def _add(self, path: Path, alternative_text: str) -> Picture:
        from PIL import Image  # Which removing the sample site does not need.

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
