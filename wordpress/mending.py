"""Mend files that are almost XML: what exports of old versions, of plugins and of broken servers have.

A file that is well-formed is never changed. What is mended is named in the report.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from html import unescape
from typing import IO
from xml.sax.saxutils import escape

CHUNK = 2**18
# Of a file whose encoding must be guessed, so much is looked at.
SAMPLE = 2**18
# With fewer broken characters than this share, a text is UTF-8 that somebody cut through characters.
FEW_BROKEN = 0.1

# What XML 1.0 does not allow (https://www.w3.org/TR/xml/#charsets).
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[a-zA-Z][a-zA-Z0-9]{1,31};)?"
)
DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
START = re.compile(r"<\?xml\b|<rss\b", re.IGNORECASE)
END = "</rss>"
OPENING = "<![CDATA["
OPENED = re.compile(r"<([A-Za-z][\w:.-]*)(?:\s[^<>]*)?>\s*\Z")
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
DECLARED = re.compile(rb"""<\?xml[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")


class MendedFile:
    """Reads like a binary file, as UTF-8 without a declaration."""

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self._pieces = _mended(_characters(file, encoding))
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._rest) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._rest += piece.encode("utf-8", "replace")
        result, self._rest = (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        return result


def find_encoding(open_file: Callable[[], IO[bytes]]) -> str:
    """Return the encoding of the file, whatever it declares."""
    with open_file() as file:
        start = file.read(SAMPLE)
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if start.startswith(mark):
            return encoding
    if _is_decodable(open_file, "utf-8"):
        return "utf-8"
    declared = DECLARED.search(start[:1000])
    with suppress(LookupError):
        if declared and _is_decodable(open_file, encoding := codecs.lookup(declared[1].decode()).name):
            return encoding
    return _guess(open_file)


def is_mislabelled(start: bytes, open_file: Callable[[], IO[bytes]]) -> bool:
    """Tell whether the file declares another encoding and is UTF-8 all the same."""
    declared = DECLARED.search(start[:1000])
    if not declared or declared[1].lower() in (b"utf-8", b"utf8"):
        return False
    return not start.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)) and _is_decodable(open_file, "utf-8")


def _is_decodable(open_file: Callable[[], IO[bytes]], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with open_file() as file:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except ValueError:
        return False
    return True


def _guess(open_file: Callable[[], IO[bytes]]) -> str:
    sample = b""
    with open_file() as file:
        for line in iter(lambda: file.readline(CHUNK), b""):
            sample += b"" if line.isascii() else line
            if len(sample) >= SAMPLE:
                break
    read = sample.decode("utf-8", "replace")
    broken, foreign = read.count("\ufffd"), sum(not sign.isascii() for sign in read)
    if broken <= FEW_BROKEN * foreign:
        return "utf-8"

    import charset_normalizer  # It takes 2 MB.

    best = charset_normalizer.from_bytes(sample).best()
    return best.encoding if best else "cp1252"


def _characters(file: IO[bytes], encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    while chunk := file.read(CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _mended(chunks: Iterator[str]) -> Iterator[str]:
    """Drop what is before the document and behind it, and mend what is between."""
    buffer = next(chunks, "")
    start = START.search(buffer)
    buffer = DECLARATION.sub("", buffer[start.start() if start else 0 :], count=1)
    while True:
        at = buffer.find(OPENING)
        if at < 0:
            cut = buffer.rfind("<")
            end = buffer.find(END)
            if end >= 0:
                yield _mend_markup(buffer[: end + len(END)])
                return
            yield _mend_markup(buffer[:cut]) if cut > 0 else ""
            buffer = buffer[max(cut, 0) :]
            chunk = next(chunks, None)
            if chunk is None:
                yield _mend_markup(buffer)
                return
            buffer += chunk
            continue
        yield _mend_markup(buffer[:at])
        content, buffer = _section(buffer, at, chunks)
        yield content


def _section(buffer: str, at: int, chunks: Iterator[str]) -> tuple[str, str]:
    """Return the CDATA section that begins at ``at``, and what follows it.

    It ends where its element ends: inside may be sections that nobody escaped.
    """
    opened = OPENED.search(buffer, max(0, at - 2000), at)
    ending = re.compile(rf"\]\]>(?=\s*</{re.escape(opened[1])}\s*>)" if opened else r"\]\]>")
    buffer = buffer[at + len(OPENING) :]
    looked_at = 0
    while not (found := ending.search(buffer, looked_at)):
        # The end may begin in this chunk.
        looked_at = max(0, len(buffer) - 200)
        chunk = next(chunks, None)
        if chunk is None:
            return OPENING + buffer, ""
        buffer += chunk
    text = buffer[: found.start()].replace("]]]]><![CDATA[>", "]]>").replace("]]><![CDATA[", "")
    text = FORBIDDEN.sub("", text).replace("]]>", "]]]]><![CDATA[>")
    return f"{OPENING}{text}]]>", buffer[found.end() :]


def _mend_markup(text: str) -> str:
    return AMPERSAND.sub(_reference, FORBIDDEN.sub("", text))


def _reference(found: re.Match[str]) -> str:
    """Return the character that HTML means, or a mere ampersand."""
    meant = unescape(found[0])
    if not found[1] or meant == found[0]:
        return f"&amp;{found[1] or ''}"
    return escape(FORBIDDEN.sub("", meant))
