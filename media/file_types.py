"""The types of files that the library takes besides pictures: told by the ending of the name, and by the content."""

from collections.abc import Callable

Check = Callable[[bytes], bool]

# So much of a file tells its type. A PDF may have its mark within the first KB (ISO 32000-1, annex H).
START = 1024
PDF = "pdf"
# How large a file may be, in bytes: sound and film, and others.
MAX_BYTES_PLAYED, MAX_BYTES = 500 * 2**20, 20 * 2**20


def _begins(*marks: bytes, at: int = 0) -> Check:
    return lambda start: start[at:].startswith(marks)


def _is_text(start: bytes) -> bool:
    return b"\0" not in start and b"<html" not in start.lower() and b"<!doctype" not in start.lower()


_zip, _compound, _mpeg_4 = _begins(b"PK\x03\x04"), _begins(b"\xd0\xcf\x11\xe0"), _begins(b"ftyp", at=4)
_mp3 = _begins(b"ID3", *(bytes([0xFF, second]) for second in (0xFB, 0xFA, 0xF3, 0xF2, 0xE3, 0xE2)))
_ogg, _matroska, _riff = _begins(b"OggS"), _begins(b"\x1a\x45\xdf\xa3"), _begins(b"RIFF")
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"

# By ending: the media type, and what the content is told by.
TYPES: dict[str, tuple[str, Check]] = {
    PDF: ("application/pdf", lambda start: b"%PDF-" in start),
    "docx": (f"{_OFFICE}.wordprocessingml.document", _zip),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", _zip),
    "pptx": (f"{_OFFICE}.presentationml.presentation", _zip),
    "odt": (f"{_OPEN}.text", _zip),
    "ods": (f"{_OPEN}.spreadsheet", _zip),
    "odp": (f"{_OPEN}.presentation", _zip),
    "epub": ("application/epub+zip", _zip),
    "zip": ("application/zip", _zip),
    "doc": ("application/msword", _compound),
    "xls": ("application/vnd.ms-excel", _compound),
    "ppt": ("application/vnd.ms-powerpoint", _compound),
    "rtf": ("application/rtf", _begins(b"{\\rtf")),
    "txt": ("text/plain", _is_text),
    "csv": ("text/csv", _is_text),
    "mp3": ("audio/mpeg", _mp3),
    "m4a": ("audio/mp4", _mpeg_4),
    "ogg": ("audio/ogg", _ogg),
    "opus": ("audio/ogg", _ogg),
    "wav": ("audio/wav", _riff),
    "flac": ("audio/flac", _begins(b"fLaC")),
    "mp4": ("video/mp4", _mpeg_4),
    "m4v": ("video/mp4", _mpeg_4),
    "mov": ("video/quicktime", _begins(b"ftyp", b"moov", b"mdat", b"wide", b"free", at=4)),
    "webm": ("video/webm", _matroska),
    "ogv": ("video/ogg", _ogg),
    "avi": ("video/x-msvideo", _riff),
}


def ending_of(name: str) -> str:
    return name.rpartition(".")[2].lower()


def type_of(start: bytes, name: str) -> str:
    """Return the ending for a file with this name that begins with ``start``, or an empty text if it is of none of the
    types. A PDF is one whatever its name is."""
    if TYPES[PDF][1](start[:START]):
        return PDF
    ending = ending_of(name)
    return ending if ending in TYPES and ending != PDF and TYPES[ending][1](start) else ""


def media_type_of(name: str) -> str:
    return TYPES[ending_of(name)][0] if ending_of(name) in TYPES else "application/octet-stream"


def largest(name: str) -> int:
    """Return how many bytes a file with this name may have."""
    return MAX_BYTES_PLAYED if media_type_of(name).startswith(("audio/", "video/")) else MAX_BYTES
