"""Pictures and files that a text shows, as it names them, and how they are found in the library."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote

from core.web.site_urls import split_target
from media.models import Document, Picture

PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|heic|bmp|tiff?)$", re.IGNORECASE)
FILE_NAME = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|epub|mp3|m4a|ogg|wav|mp4|m4v|mov|webm)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FileReference:
    """A picture or file of the old site. ``address`` is as in the text: with a host or without, in any size.
    ``attachment`` is WordPress's id, or 0; it counts first. ``alternative_text`` is as this text has it."""

    address: str = ""
    attachment: int = 0
    alternative_text: str = ""


# What the library has, or else the address at which the old site had it, if there is any.
Found = Picture | Document | str | None
FindFile = Callable[[FileReference], Found]


def find_nothing(reference: FileReference) -> None:
    return None


@dataclass(slots=True)
class Files:
    """Asks for files, and remembers what it asked for: each once, in order."""

    find: FindFile = find_nothing
    asked: dict[FileReference, Found] = field(default_factory=dict)

    def picture(self, reference: FileReference) -> Picture | None:
        found = self._ask(reference)
        return found if isinstance(found, Picture) else None

    def document(self, address: str) -> Document | None:
        found = self._ask(FileReference(address)) if is_upload(address) else None
        return found if isinstance(found, Document) else None

    def address_of(self, reference: FileReference) -> str:
        """Return where the old site has it, or an empty text."""
        found = self._ask(reference)
        return reference.address or (found if isinstance(found, str) else "")

    def missing(self) -> list[FileReference]:
        return [reference for reference, found in self.asked.items() if found is None or isinstance(found, str)]

    def _ask(self, reference: FileReference) -> Found:
        if reference not in self.asked:
            self.asked[reference] = self.find(reference)
        return self.asked[reference]


def is_upload(address: str) -> bool:
    """Tell whether the address is that of a file among WordPress's uploads, or of one on its file server."""
    parts = split(address)
    is_kept = "/wp-content/uploads/" in parts.path or (parts.hostname or "").endswith(".files.wordpress.com")
    return is_kept and bool(PICTURE_NAME.search(parts.path) or FILE_NAME.search(parts.path))


def is_picture(address: str) -> bool:
    return bool(PICTURE_NAME.search(split(address).path))


def name_of(address: str) -> str:
    """Return what a person calls the file: the last part of its address."""
    parts = split(address)
    return unquote(parts.path.rstrip("/")).rpartition("/")[2] or parts.hostname or address


def split(address: str) -> SplitResult:
    """Return the parts of an address, all of them empty if it is none."""
    return split_target(address.strip()) or SplitResult("", "", "", "", "")
