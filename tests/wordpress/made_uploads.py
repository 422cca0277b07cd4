"""Uploads for an export that comes without any: a small file for each address that it names."""

import re
import zipfile
from pathlib import Path
from urllib.parse import unquote

from media.file_types import TYPES, ending_of
from tests.wordpress.pictures import jpeg
from wordpress.export_files import open_parts
from wordpress.file_addresses import HOSTED, UPLOADS, family_of

ADDRESS = re.compile(r"(?:https?:)?//[^\s\"'<>\]\[(){}|\\]+\.[A-Za-z0-9]{2,5}\b")
PICTURES = {"jpg", "jpeg", "png", "gif", "webp", "avif", "bmp", "tif", "tiff"}
STARTS = {"pdf": b"%PDF-1.7", "mp3": b"ID3", "zip": b"PK\x03\x04", "rtf": b"{\\rtf", "flac": b"fLaC", "txt": b"words"}
STARTS |= dict.fromkeys(("docx", "xlsx", "pptx", "odt", "ods", "odp", "epub"), b"PK\x03\x04")
STARTS |= dict.fromkeys(("doc", "xls", "ppt"), b"\xd0\xcf\x11\xe0") | dict.fromkeys(("wav", "avi"), b"RIFF")
STARTS |= dict.fromkeys(("m4a", "mp4", "m4v", "mov"), b"\0\0\0\x18ftyp")
STARTS |= dict.fromkeys(("ogg", "opus", "ogv"), b"OggS")
STARTS |= {"webm": b"\x1a\x45\xdf\xa3", "csv": b"a,b"}


def make_uploads(export: Path, archive: Path) -> None:
    """Write a ZIP file with each upload that the export names. The pictures differ, so that each is a row."""
    names = dict.fromkeys(path for path in map(path_of, _addresses(export)) if path)
    with zipfile.ZipFile(archive, "w") as file:
        for number, name in enumerate(names):
            content = _content(ending_of(name), number)
            if content:
                file.writestr(f"uploads/{name}", content)


def _addresses(export: Path) -> list[str]:
    found: list[str] = []
    for part in open_parts([export]):
        with part.open_raw() as file:
            found += ADDRESS.findall(file.read().decode("utf-8", "replace"))
    return found


def path_of(address: str) -> str:
    """Return the path below the uploads, or an empty text."""
    bare = unquote(re.sub(r"\A(?:https?:)?//", "", address)).partition("?")[0]
    found = HOSTED.fullmatch(bare) or UPLOADS.search(bare)
    return family_of(found[1]) if found else ""


def _content(ending: str, number: int) -> bytes:
    if ending in PICTURES:
        return jpeg(f"#{number * 7919 % 2**24:06x}", (32, 24))
    return STARTS[ending] if ending in TYPES else b""
