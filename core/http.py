"""What a request says of itself: where it came from, and from whose page."""

import ipaddress
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponseBase]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_PROTO")


class ForwardedHeadersMiddleware:
    """Take ``X-Forwarded-*`` off a request that did not come straight from one of ``TRUSTED_PROXIES``.

    Stands before all others, so that nobody who reaches the port can claim an address or HTTPS for himself.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_trusted_proxy(read_address(request.META.get("REMOTE_ADDR", ""))):
            for name in FORWARDED:
                request.META.pop(name, None)
        return self.get_response(request)


def read_address(text: str) -> Address | None:
    without_zone = text.strip().partition("%")[0]
    try:
        address = ipaddress.ip_address(without_zone)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_trusted_proxy(address: Address | None) -> bool:
    return address is not None and any(address in network for network in settings.TRUSTED_PROXIES)


class SeeOther(HttpResponseRedirect):
    """After a POST: get the answer there (RFC 9110, 15.4.4)."""

    status_code = 303


def client_address(request: HttpRequest) -> str | None:
    """The visitor's IP address, or ``None`` when there is none that can be read.

    ``X-Forwarded-For`` counts only as far as it was written by ``TRUSTED_PROXIES``: read from the right, the first
    address that is not such a proxy is the visitor's. An IPv4 address in IPv6 form is given as what it is.
    """
    hops = [request.META.get("REMOTE_ADDR", "")]
    hops += reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(","))
    seen = None
    for hop in hops:
        address = read_address(hop)
        if address is None:
            return seen
        seen = str(address)
        if not is_trusted_proxy(address):
            return seen
    return seen


def header_text(request: HttpRequest, name: str, longest: int = 300) -> str:
    """What the visitor sent in a header, as a database can hold it; empty if nothing."""
    text = request.headers.get(name, "").encode(errors="replace").decode()
    return text.replace("\0", "")[:longest]


def is_same_origin(request: HttpRequest) -> bool:
    """Do ``Sec-Fetch-Site`` or ``Origin`` show that a page of this site, or the visitor directly, sent the request?

    A request with neither header shows nothing, and the answer is no.
    """
    if request.headers.get("Sec-Fetch-Site") in ("same-origin", "none"):
        return True
    origin = request.headers.get("Origin")
    return origin in {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}


def same_origin_post(refused: View) -> Callable[[View], View]:
    """Guard a public POST without a session or token: it must come from a page of this site.

    Any other is answered by ``refused(request, ...)``, which gives the visitor's text back in a form that can be sent.
    """

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.method not in SAFE_METHODS and not is_same_origin(request):
                return refused(request, *args, **kwargs)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def secret_address(view: View) -> View:
    """A page whose address is a secret: kept and found by nobody, and told to no other site."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "same-origin"
        return response

    return guarded
