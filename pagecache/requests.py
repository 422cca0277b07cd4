"""Which requests are for a page that may be kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from core.web.http import is_trusted_proxy, parse_ip_address
from pagecache.kept import kept_query

# Parameters that mail programs, networks and advertisers add to links. No page depends on them.
IGNORED_PARAMETERS = set(
    "_ga _gl _hsenc _hsmi dclid epik fbclid gad_source gbraid gclid gclsrc igshid li_fat_id mc_cid mc_eid mkt_tok "
    "msclkid mtm_campaign mtm_kwd ref_src s_kwcid srsltid ttclid twclid vero_id wbraid yclid".split()
)
IGNORED_PREFIX = "utm_"

MAX_QUERY_LENGTH = 2000


class Key(NamedTuple):
    """``path`` is that of the environ. ``parameters`` are those of the query that count, sorted by name."""

    path: str
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> set[str]:
        return {name for name, _value in self.parameters}

    @property
    def values(self) -> set[str]:
        return {value for _name, value in self.parameters}


@dataclass(frozen=True, slots=True)
class Site:
    """The scheme and the host that a request must have, as in ``SITE_URL``."""

    scheme: str
    host: str

    @classmethod
    def from_settings(cls) -> "Site":
        parts = urlsplit(settings.SITE_URL)
        return cls(parts.scheme, parts.netloc)

    def key(self, environ: Mapping[str, Any]) -> Key | None:
        """Return the key of the page that is asked for, or ``None`` for a request that goes to Django as it is."""
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or environ.get("HTTP_HOST") != self.host
            or scheme_of(environ) != self.scheme
            or environ.get("CONTENT_LENGTH") not in (None, "", "0")
            or "HTTP_TRANSFER_ENCODING" in environ
            or environ.get("SCRIPT_NAME")
        ):
            return None
        parameters = counting_parameters(query) if (query := environ.get("QUERY_STRING")) else ()
        return None if parameters is None else Key(environ["PATH_INFO"], parameters)


def scheme_of(environ: Mapping[str, Any]) -> str:
    """Return the scheme, as Django with ``ForwardedHeadersMiddleware`` sees it."""
    forwarded = environ.get("HTTP_X_FORWARDED_PROTO")
    if forwarded is None or not _is_trusted(environ.get("REMOTE_ADDR", "")):
        scheme: str = environ["wsgi.url_scheme"]
        return scheme
    return "https" if forwarded == "https" else "http"


@lru_cache(maxsize=1000)
def _is_trusted(ip_address: str) -> bool:
    return is_trusted_proxy(parse_ip_address(ip_address))


def counting_parameters(query: str) -> tuple[tuple[str, str], ...] | None:
    """Return the parameters that are not ignored, or ``None`` if there are too many or one is repeated."""
    if len(query) > MAX_QUERY_LENGTH:
        return None
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=50)
    except ValueError:
        return None
    counting = [pair for pair in pairs if pair[0] not in IGNORED_PARAMETERS and not pair[0].startswith(IGNORED_PREFIX)]
    return tuple(sorted(counting)) if len(counting) == len(dict(counting)) else None


@lru_cache(maxsize=1000)
def may_be_kept(key: Key) -> bool:
    """Tell whether the view is marked as kept and declares all parameters, and whether this is the page's own URL.

    Many spellings can lead to one page, such as ``/comments/007/``. Kept under each, they would fill the memory.
    """
    try:
        path = key.path.encode("latin-1").decode()
        match = resolve(path)
        own_path = unquote(reverse(match.view_name, args=match.args, kwargs=match.kwargs))
    except (ValueError, Resolver404, NoReverseMatch):
        return False
    declared = kept_query(match.func)
    return declared is not None and own_path == path and key.names <= set(declared)
