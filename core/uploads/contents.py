"""What has arrived of an upload: a file of this machine, or objects in the bucket that all machines have."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.utils import timezone

from core.private_files import transient_storage

FOLDER = "uploads"


def folder() -> Path:
    return Path(settings.DATA_DIR, FOLDER)


class FileContent:
    def __init__(self, token: str) -> None:
        # The token is random. The name that was sent is not part of the path.
        self.path = folder() / token

    def create(self) -> None:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.touch(mode=0o600)

    @contextmanager
    def locked(self) -> Iterator[None]:
        with self.path.open("r+b") as self.file:
            fcntl.flock(self.file, fcntl.LOCK_EX)
            yield

    def write(self, offset: int, part: bytes) -> None:
        # After a crash, the file may hold a part that the row does not know about.
        self.file.truncate(offset)
        self.file.seek(offset)
        self.file.write(part)
        self.file.flush()
        os.fsync(self.file.fileno())

    def open(self, size: int) -> IO[bytes] | None:
        return self.path.open("rb") if self.path.is_file() else None

    def delete(self) -> None:
        self.path.unlink(missing_ok=True)

    @staticmethod
    def changed_at() -> Iterator[tuple[str, datetime]]:
        """Yield the token of each content that is there, and when it was last written."""
        for path in folder().iterdir() if folder().is_dir() else ():
            with suppress(FileNotFoundError):
                yield path.name, datetime.fromtimestamp(path.stat().st_mtime, timezone.get_default_timezone())


class ObjectsContent:
    """Each part is an object, named for its offset. Parts may come to different machines."""

    def __init__(self, token: str) -> None:
        self.storage: Any = transient_storage()
        self.folder = f"{FOLDER}/{token}"

    def create(self) -> None:
        """Nothing is there before the first part."""

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Of two that write the same part, one finds that the row has it already."""
        yield

    def write(self, offset: int, part: bytes) -> None:
        self.storage.save(f"{self.folder}/{offset:015d}", ContentFile(part))

    def open(self, size: int) -> IO[bytes] | None:
        """Put the parts together, in a file of this machine that is gone when it is closed."""
        whole = NamedTemporaryFile(dir=settings.DATA_DIR, prefix="upload-")  # noqa: SIM115
        for name in sorted(self.storage.listdir(self.folder)[1]):
            if whole.tell() == int(name):
                self.storage.read_into(f"{self.folder}/{name}", whole)
        is_whole = whole.tell() == size
        whole.seek(0)
        if is_whole:
            return whole
        whole.close()
        return None

    def delete(self) -> None:
        for name in self.storage.listdir(self.folder)[1]:
            self.storage.delete(f"{self.folder}/{name}")

    @staticmethod
    def changed_at() -> Iterator[tuple[str, datetime]]:
        storage = transient_storage()
        for token in storage.listdir(FOLDER)[0]:
            for name in storage.listdir(f"{FOLDER}/{token}")[1][-1:]:
                with suppress(FileNotFoundError):
                    yield token, storage.get_modified_time(f"{FOLDER}/{token}/{name}")


def kind_of_content() -> type[FileContent] | type[ObjectsContent]:
    return FileContent if isinstance(transient_storage(), FileSystemStorage) else ObjectsContent
