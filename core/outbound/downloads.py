"""Download one file from another site: a small one, for a member of the staff who waits for it, or one of any size."""

import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import unquote

import httpcore
import httpx

from core.outbound.connection_faults import ConnectionFault, ConnectionFaultError
from core.outbound.requests import Response, open_response, redirect_of, request

# In seconds, with all redirects.
DEADLINE = 10.0
MAX_REDIRECTS = 5
PURPOSE = "fetches a picture that its user pasted"

CONTENT_RANGE = re.compile(r"bytes (?:(?P<first>\d+)-\d+|\*)/(?P<size>\d+|\*)", re.ASCII)
# A range of a compressed file would be one of other bytes.
IDENTITY = {"Accept-Encoding": "identity"}

Progress = Callable[[int, int | None], None]


def download(url_text: str, most_bytes: int, *, seconds: float = DEADLINE, purpose: str = PURPOSE) -> tuple[bytes, str]:
    """Return the content at the URL and the name of the file. Raises ``ConnectionFaultError``.

    A file of more than ``most_bytes`` is refused. ``purpose`` tells the server why we ask.
    """
    response, url = follow(url_text, most_bytes + 1, purpose, time.monotonic() + seconds)
    if response.status != 200 or len(response.content) > most_bytes:
        raise ConnectionFaultError(ConnectionFault.NO_ANSWER)
    return response.content, unquote(url.path).rpartition("/")[2] or "picture"


def follow(
    url_text: str, most_bytes: int, purpose: str, deadline: float, *, pause: float = 0
) -> tuple[Response, httpx.URL]:
    """Return the answer after all redirects, and its URL. Raises ``ConnectionFaultError``.

    ``pause`` is in seconds, and comes before each request. ``deadline`` is a time of ``time.monotonic``.
    """
    try:
        url = httpx.URL(url_text)
        for _hop in range(MAX_REDIRECTS + 1):
            time.sleep(pause)
            response = request("GET", url, purpose, deadline, most_bytes=most_bytes)
            if response.location is None:
                return response, url
            url = url.join(response.location)
    except (httpx.InvalidURL, UnicodeError) as error:
        raise ConnectionFaultError(ConnectionFault.BAD_URL) from error
    raise ConnectionFaultError(ConnectionFault.REDIRECTS)


def download_to(
    path: Path, url_text: str, most_bytes: int, *, seconds: float, purpose: str, progress: Progress = lambda *_: None
) -> None:
    """Write the file at the URL to ``path``, or the rest of it, if an earlier call was interrupted.

    It goes on only if the server still has the same file (``If-Range``), which a second file beside ``path`` remembers.
    ``progress`` is called with the bytes that have arrived, and of how many. Raises ``ConnectionFaultError`` if the
    file can't be had within ``seconds``, or is larger than ``most_bytes``, and ``OSError`` if it can't be written.
    """
    deadline = time.monotonic() + seconds
    try:
        url = httpx.URL(url_text)
        for _hop in range(MAX_REDIRECTS + 1):
            with open_response("GET", url, purpose, deadline, headers=_wanted(path)) as response:
                location = redirect_of(response)
                if location is None:
                    _write(path, response, most_bytes, progress)
                    return
            url = url.join(location)
    except httpx.InvalidURL as error:
        raise ConnectionFaultError(ConnectionFault.BAD_URL) from error
    raise ConnectionFaultError(ConnectionFault.REDIRECTS)


def _wanted(path: Path) -> dict[str, str]:
    """Return the headers for the rest of the file. Bytes whose origin is not known are thrown away."""
    known = _validator_file(path)
    if path.is_file() and path.stat().st_size and known.is_file():
        return {"Range": f"bytes={path.stat().st_size}-", "If-Range": known.read_text(), **IDENTITY}
    path.unlink(missing_ok=True)
    return IDENTITY


def _write(path: Path, response: httpcore.Response, most_bytes: int, progress: Progress) -> None:
    headers = httpx.Headers(response.headers)
    start = path.stat().st_size if path.is_file() else 0
    content_range = CONTENT_RANGE.fullmatch(headers.get("content-range", ""))
    if response.status == 416 and content_range and content_range["size"] == str(start):
        return  # All of it had arrived.
    if response.status == 206 and content_range and content_range["first"] == str(start):
        size = int(content_range["size"]) if content_range["size"] != "*" else None
    elif response.status == 200:
        start, length = 0, headers.get("content-length", "")
        size = int(length) if length.isdecimal() else None
        path.write_bytes(b"")
        _remember_validator(path, headers)
    else:
        path.unlink(missing_ok=True)
        raise ConnectionFaultError(ConnectionFault.NO_ANSWER)
    with path.open("ab") as file:
        for piece in response.iter_stream():
            start += len(piece)
            if max(start, size or 0) > most_bytes:
                raise ConnectionFaultError(ConnectionFault.TOO_LARGE)
            file.write(piece)
            progress(start, size)
    if size is not None and start != size:
        raise ConnectionFaultError(ConnectionFault.NO_ANSWER)


def _validator_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.validator")


def _remember_validator(path: Path, headers: Mapping[str, str]) -> None:
    """Remember by what the file is known. A weak tag says nothing about its bytes (RFC 9110, 8.8.1)."""
    tag = headers.get("etag", "")
    validator = headers.get("last-modified", "") if not tag or tag.startswith("W/") else tag
    if validator:
        _validator_file(path).write_text(validator)
    else:
        _validator_file(path).unlink(missing_ok=True)
