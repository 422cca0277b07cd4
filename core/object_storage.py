"""Files in a bucket of S3, or of another service with its protocol. They are read through copies on this machine.

The settings name this module only if there is a bucket: boto3 takes 35 MB of memory. Its client is shared by all
threads, which it is made for.
"""

import errno
import io
import os
import posixpath
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import IO, Any, NoReturn, cast
from urllib.parse import urljoin

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import Storage
from django.utils.crypto import get_random_string
from django.utils.encoding import filepath_to_uri

from core.local_copies import copy_of

MAX_KEY_BYTES = 1024
# Of 8 MB, one after the other, so that a large file takes no more memory than a small one.
PARTS = TransferConfig(multipart_threshold=8 * 2**20, multipart_chunksize=8 * 2**20, use_threads=False)


@cache
def client_of(endpoint: str, region: str, key: str, secret: str) -> Any:
    """Return the client. Without ``key``, boto3 looks for one where its documentation says."""
    return boto3.session.Session().client(
        "s3",
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=key or None,
        aws_secret_access_key=secret or None,
        config=Config(
            connect_timeout=3,
            read_timeout=10,
            retries={"total_max_attempts": 2},
            max_pool_connections=16,
            s3={"addressing_style": "path"},
            # Not every service knows the checksums that boto3 adds by itself.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )


class ObjectStorage(Storage):
    """The files below ``folder`` in the bucket. Public ones are served by the site, below ``MEDIA_URL``.

    Raises ``OSError`` with ``EIO`` if the service does not answer or refuses, as a disk does that is broken.
    """

    def __init__(self, *, bucket: str, folder: str, is_public: bool = False, **client: str) -> None:
        self.bucket, self.folder, self.is_public, self._client = bucket, folder, is_public, client

    def path(self, name: str) -> str:
        """Return the path of a copy, to read from. Raises ``FileNotFoundError``."""
        head = self._head(name)
        identity = f"{self._key(name)}\0{head['ETag']}"
        return str(
            copy_of(identity, posixpath.basename(name), head["LastModified"], lambda file: self.read_into(name, file))
        )

    def delete(self, name: str) -> None:
        with self._errors(name):
            self._s3.delete_object(Bucket=self.bucket, Key=self._key(name))

    def exists(self, name: str) -> bool:
        try:
            self._head(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        return int(self._head(name)["ContentLength"])

    def get_modified_time(self, name: str) -> datetime:
        return cast(datetime, self._head(name)["LastModified"])

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        prefix = f"{self._key(path)}/"
        folders, names = list[str](), list[str]()
        with self._errors(path):
            paginator = self._s3.get_paginator("list_objects_v2")
            for page in paginator.paginate(Bucket=self.bucket, Prefix=prefix, Delimiter="/"):
                folders += [found["Prefix"][len(prefix) : -1] for found in page.get("CommonPrefixes", ())]
                names += [found["Key"][len(prefix) :] for found in page.get("Contents", ())]
        return folders, names

    def read_into(self, name: str, target: IO[bytes]) -> None:
        """Write the content to ``target``. Raises ``FileNotFoundError``."""
        with self._errors(name):
            found = self._s3.get_object(Bucket=self.bucket, Key=self._key(name))
            shutil.copyfileobj(found["Body"], target, 2**20)

    def url(self, name: str | None) -> str:
        if not self.is_public:
            raise ValueError("A private file has no address.")
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name or "").lstrip("/"))

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """A bucket can't refuse a name that is taken in the same moment. So the file of a new row, for which alone
        there is a ``max_length``, gets a random one; all other files have names of their own already."""
        if max_length is None:
            return name
        stem, ending = posixpath.splitext(name)
        suffix = f"_{get_random_string(7)}{ending}"
        return f"{stem[: max_length - len(suffix)]}{suffix}"

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        if mode != "rb":
            raise ValueError("An object is written as a whole, by save().")
        return File(Path(self.path(name)).open("rb"), name)

    def _save(self, name: str, content: "File[bytes]") -> str:
        if content.seekable():
            content.seek(0)
        # boto3 closes what it gets.
        source = cast(IO[bytes], _Unclosed(content))
        with self._errors(name):
            self._s3.upload_fileobj(source, self.bucket, self._key(name), Config=PARTS)
        return name

    def _head(self, name: str) -> dict[str, Any]:
        if len(self._key(name).encode()) > MAX_KEY_BYTES:
            raise FileNotFoundError(name)
        with self._errors(name):
            return cast(dict[str, Any], self._s3.head_object(Bucket=self.bucket, Key=self._key(name)))

    def _key(self, name: str) -> str:
        path = posixpath.normpath(posixpath.join(self.folder, name.replace("\\", "/")))
        if path != self.folder and not path.startswith(f"{self.folder}/"):
            raise SuspiciousFileOperation(f"{name!r} is outside of {self.folder!r}.")
        return path

    @property
    def _s3(self) -> Any:
        return client_of(**self._client)

    @contextmanager
    def _errors(self, name: str) -> Iterator[None]:
        try:
            yield
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(name) from error
            self._refuse(error.response["Error"].get("Code", ""), name, error)
        except (BotoCoreError, Boto3Error) as error:
            self._refuse(type(error).__name__, name, error)

    def _refuse(self, why: str, name: str, error: Exception) -> NoReturn:
        raise OSError(errno.EIO, f"{os.strerror(errno.EIO)} ({why})", name) from error


class _Unclosed(io.RawIOBase):
    """Reads a file, and leaves it open."""

    def __init__(self, file: "File[bytes]") -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._file.seekable()

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def read(self, size: int = -1) -> bytes:
        return bytes(self._file.read(size))
