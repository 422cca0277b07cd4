"""What a request tells about its origin: the visitor's IP address, and from which site's page it was sent."""

import ipaddress
from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponseBase]
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")
FORWARDED_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_PROTO")


class ForwardedHeadersMiddleware:
    """Removes ``X-Forwarded-*`` headers from requests that do not come from one of ``TRUSTED_PROXIES``.

    It must come before all others that ask for these, so that nobody can pretend to have another IP address or HTTPS.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_trusted_proxy(parse_ip_address(request.META.get("REMOTE_ADDR", ""))):
            for name in FORWARDED_HEADERS:
                request.META.pop(name, None)
        return self.get_response(request)


# Browser features that no page here needs, so that an injected script could not use them.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer browsing-topics camera display-capture geolocation gyroscope hid magnetometer microphone midi "
        "payment serial usb"
    ).split()
)


class BrowserLimitsMiddleware:
    """Sets headers that turn off unused browser features and prevent other sites from embedding this site's content.
    What does not say for how long it may be kept, such as a redirect or a missing file, is asked for each time: without
    a header, browsers and CDNs would choose a time themselves.

    A view may set its own value (``core.serving.media``). Feeds keep the default, because feed readers embed nothing.
    Static files are no pages: for them, the limits would be 200 bytes that nobody reads, of each style sheet too.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.path_info.startswith(settings.STATIC_URL):
            response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-cache")
        return response


# A request asks several times for the same.
@lru_cache(maxsize=256)
def parse_ip_address(text: str) -> IPAddress | None:
    without_zone = text.strip().partition("%")[0]
    try:
        ip_address = ipaddress.ip_address(without_zone)
    except ValueError:
        return None
    return getattr(ip_address, "ipv4_mapped", None) or ip_address


def is_trusted_proxy(ip_address: IPAddress | None) -> bool:
    return ip_address is not None and any(ip_address in network for network in settings.TRUSTED_PROXIES)


class SeeOther(HttpResponseRedirect):
    """A redirect after a POST (RFC 9110, 15.4.4)."""

    status_code = 303


def client_ip_address(request: HttpRequest) -> str | None:
    return visitor_ip_address(request.META)


def visitor_ip_address(environ: Mapping[str, Any]) -> str | None:
    """Return the visitor's IP address, or ``None`` if there is none that is valid.

    ``X-Forwarded-For`` is trusted as far as ``TRUSTED_PROXIES`` wrote it: from the right, the first address that is not
    a trusted proxy is the visitor's. An IPv4 address in IPv6 form is returned as IPv4.
    """
    hops = [environ.get("REMOTE_ADDR", "")]
    hops += reversed(environ.get("HTTP_X_FORWARDED_FOR", "").split(","))
    seen = None
    for hop in hops:
        ip_address = parse_ip_address(hop)
        if ip_address is None:
            return seen
        seen = str(ip_address)
        if not is_trusted_proxy(ip_address):
            return seen
    return seen


def header_text(request: HttpRequest, name: str, longest: int = 300) -> str:
    """Return a header's value in a form that a database can store, or an empty text."""
    text = request.headers.get(name, "").encode(errors="replace").decode()
    return text.replace("\0", "")[:longest]


def is_same_origin(request: HttpRequest) -> bool:
    """Tell whether ``Sec-Fetch-Site`` or ``Origin`` shows that a page of this site, or the visitor directly, sent the
    request.

    For a request with neither header the answer is no.
    """
    if request.headers.get("Sec-Fetch-Site") in ("same-origin", "none"):
        return True
    origin = request.headers.get("Origin")
    return origin in {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}


def private_page(view: View) -> View:
    """Wrap a page with a secret URL: it is not cached, not indexed, and its URL is not sent to other sites."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "same-origin"
        return response

    return guarded
