"""Send a part of a file, as players of audio ask for it (RFC 9110, section 14)."""

import os
import re
from typing import IO, Any, NamedTuple, cast

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

# More digits are no position in any file.
SINGLE_RANGE = re.compile(r"bytes=\s*(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})\s*", re.IGNORECASE | re.ASCII)


class Span(NamedTuple):
    """The bytes from ``first`` to ``last``, which is one of them. It is empty if ``last`` is smaller."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return max(0, self.last - self.first + 1)


class FilePart:
    """The bytes of a ``span`` of a file. The web server may send them by itself, from the file's ``path``."""

    def __init__(self, file: IO[bytes], span: Span) -> None:
        self.file = file
        self.path = str(file.name)
        self.span = span
        self.left = span.size
        file.seek(span.first)

    def read(self, size: int) -> bytes:
        content = self.file.read(min(size, self.left))
        self.left -= len(content)
        return content

    def close(self) -> None:
        self.file.close()


def requested_span(header: str, size: int) -> Span | None:
    """Return the span that a ``Range`` header asks for, of a file of ``size`` bytes.

    ``None`` means the whole file: so is a header answered that is malformed, that has another unit, or several ranges,
    which a server may ignore (14.2). The span is empty if nothing in the file satisfies the range.
    """
    found = SINGLE_RANGE.fullmatch(header.strip())
    if found is None or not (found["first"] or found["last"]):
        return None
    if not found["first"]:  # The last bytes of the file, as many as it has.
        return Span(max(0, size - int(found["last"])), size - 1)
    first, last = int(found["first"]), int(found["last"] or size)
    if found["last"] and last < first:
        return None
    return Span(first, min(last, size - 1))


def with_ranges(request: HttpRequest, response: FileResponse) -> HttpResponseBase:
    """Return the part that is asked for of the file in ``response``, or ``response`` itself.

    The answer to a range that the file does not have is 416, with its size. Only GET has ranges.
    """
    file = cast(IO[bytes], response.file_to_stream)
    found = os.fstat(file.fileno())
    # Storage never uses a name twice, so that time and size tell whether it is the same file.
    response["ETag"] = f'"{found.st_mtime_ns:x}-{found.st_size:x}"'
    response["Accept-Ranges"] = "bytes"
    conditional = get_conditional_response(request, etag=response["ETag"], response=cast(Any, response))
    if (answer := cast(HttpResponseBase, conditional)) is not response:
        file.close()
        return answer
    header = request.headers.get("Range", "") if request.method == "GET" else ""
    span = requested_span(header, found.st_size) if _is_current(request, response) else None
    if span is None:
        return response
    if span.size:
        content_range = f"bytes {span.first}-{span.last}/{found.st_size}"
        part: HttpResponseBase = FileResponse(FilePart(file, span), status=206)
    else:
        file.close()
        content_range = f"bytes */{found.st_size}"
        part = HttpResponse(status=416)
    for name, value in response.items():
        part[name] = value
    part["Content-Range"], part["Content-Length"] = content_range, str(span.size)
    return part


def _is_current(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the part still belongs to what the client has (``If-Range``, 13.1.5). A weak tag never does."""
    condition = request.headers.get("If-Range", "").strip()
    return not condition or condition in (response["ETag"], response.get("Last-Modified"))
