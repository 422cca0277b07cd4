"""Addresses of files of a WordPress site: http, https and www are one site, and each size is one picture."""

import re
from urllib.parse import unquote, urlsplit

# Where WordPress keeps uploads: by default, in old networks of sites, and on WordPress.com.
UPLOADS = re.compile(r"/(?:wp-content/uploads|wp-content/blogs\.dir/\d+/files)/(.+)")
HOSTED = re.compile(r"(?:[^/]+\.)?files\.wordpress\.com/(.+)")
# What WordPress adds to the names of copies: a size, the limit of 2560 pixels, a rotation, a moment of editing.
COPY = re.compile(r"(?:-\d{1,5}x\d{1,5}|-scaled|-rotated|-e\d{10,16})(?=\.[A-Za-z0-9]{2,5}$)")


def file_address(url: str, host: str) -> str:
    """Return ``uploads/PATH`` for a file of the site at ``host`` or of its storage, or ``HOST/PATH`` of another site.

    Empty if it is no address of a file on the web.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme not in ("", "http", "https") or (not parts.netloc and not parts.path.startswith("/")):
        return ""
    found_host, path = bare_host(parts.netloc) or host, unquote(parts.path)
    if hosted := HOSTED.fullmatch(f"{found_host}{path}"):
        return f"uploads/{hosted[1]}"
    if found_host == host and (found := UPLOADS.search(path)):
        return f"uploads/{found[1]}"
    return f"{found_host}{path}" if path.strip("/") else ""


def bare_host(netloc: str) -> str:
    """Return the host without ``www``, name and password."""
    return netloc.rpartition("@")[2].lower().removeprefix("www.")


def family_of(address: str) -> str:
    """Return the address of the picture that this one is a copy of, or the address itself."""
    return COPY.sub("", address)


def originals_of(address: str) -> list[str]:
    """Return the addresses at which the picture may be, the largest first."""
    family = family_of(address)
    stem, dot, ending = family.rpartition(".")
    found = [family, f"{stem}-scaled{dot}{ending}", address] if family != address else [address]
    return list(dict.fromkeys(found))
