"""A page as bytes, in each encoding that was asked for."""

import gzip
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

import brotli  # type: ignore[import-untyped]

Headers = list[tuple[str, str]]

KEPT_STATUSES = (200, 301, 308, 410)
IDENTITY = ""
# The best first. Brotli 11 would save a few hundred bytes and take thirty times as long as 6.
ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, mode=brotli.MODE_TEXT, quality=6),
    "gzip": partial(gzip.compress, compresslevel=6, mtime=0),
}
# Below this size, compressing saves no packet.
MIN_COMPRESSED_SIZE = 500

# What a response says about one encoding of its body; each gets its own.
OWN_HEADERS = ("etag", "content-length", "vary")
# What 304 repeats (RFC 9110, 15.4.5).
REPEATED_HEADERS = ("cache-control", "content-location", "expires", "etag", "vary")


@dataclass(frozen=True, slots=True)
class Variant:
    """The page in one encoding."""

    headers: Headers
    headers_unchanged: Headers
    body: bytes
    etag: str


@dataclass(slots=True)
class Page:
    """A response. It is good while the token is ``token``, from ``made_at`` to ``good_until``."""

    status: str
    headers: Headers
    body: bytes
    token: str | None = None
    made_at: datetime | None = None
    good_until: datetime | None = None
    variants: dict[str, Variant] = field(default_factory=dict)

    @property
    def code(self) -> int:
        return int(self.status[:3])

    @property
    def is_for_everybody(self) -> bool:
        """Tell whether nothing in the response makes it one reader's own."""
        headers = {name.lower(): value.lower() for name, value in self.headers}
        is_private = any(word in headers.get("cache-control", "") for word in ("no-store", "private", "no-cache"))
        return not is_private and "set-cookie" not in headers and headers.get("vary", "") in ("", "accept-encoding")

    def is_good(self, token: str | None, now: datetime) -> bool:
        return (
            token is not None
            and token == self.token
            and self.made_at is not None
            and self.good_until is not None
            and self.made_at <= now < self.good_until
        )

    @property
    def size(self) -> int:
        return 1000 + len(self.body) + sum(len(one.body) for name, one in self.variants.items() if name != IDENTITY)

    def variant(self, encoding: str) -> Variant:
        """Return the page in this encoding, which is made when it is first asked for."""
        found = self.variants.get(encoding)
        if found is None:
            found = self.variants[encoding] = self._encode(encoding)
        return found

    def _encode(self, encoding: str) -> Variant:
        body = ENCODERS[encoding](self.body) if encoding else self.body
        etag = f'"{hashlib.blake2b(self.body, digest_size=8).hexdigest()}{"-" if encoding else ""}{encoding}"'
        headers = [(name, value) for name, value in self.headers if name.lower() not in OWN_HEADERS]
        if encoding:
            headers.append(("Content-Encoding", encoding))
        headers += [("Vary", "Accept-Encoding"), ("ETag", etag)]
        unchanged = [(name, value) for name, value in headers if name.lower() in REPEATED_HEADERS]
        return Variant([*headers, ("Content-Length", str(len(body)))], unchanged, body, etag)

    def encoding_for(self, environ: Mapping[str, Any]) -> str:
        """Return the encoding of the response to a request. A page that is not kept is not worth compressing."""
        if self.token is None or len(self.body) < MIN_COMPRESSED_SIZE:
            return IDENTITY
        return best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))


@lru_cache(maxsize=500)
def best_encoding(accepted: str) -> str:
    """Return the best of our encodings in an ``Accept-Encoding`` (RFC 9110, 12.5.3)."""
    refused_or_not: dict[str, bool] = {}
    for part in accepted.lower().split(","):
        name, *parameters = (word.strip() for word in part.split(";"))
        refused_or_not[name] = not any(one.replace(" ", "").strip("0.") == "q=" for one in parameters)
    return next((encoding for encoding in ENCODERS if refused_or_not.get(encoding)), IDENTITY)


def is_unchanged(environ: Mapping[str, Any], etag: str) -> bool:
    """Tell whether the request's ``If-None-Match`` names the ``etag``, which a proxy may have made a weak one."""
    condition: str = environ.get("HTTP_IF_NONE_MATCH", "")
    return any(one.strip().removeprefix("W/") in (etag, "*") for one in condition.split(","))
