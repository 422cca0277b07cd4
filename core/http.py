"""What a request says of itself: where it came from, and from whose page."""

import ipaddress
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from modern_csrf.middleware import ModernCsrfViewMiddleware

View = Callable[..., HttpResponseBase]


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
        address = _read_address(hop)
        if address is None:
            return seen
        seen = str(address)
        if not any(address in network for network in settings.TRUSTED_PROXIES):
            return seen
    return seen


def _read_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    without_zone = text.strip().partition("%")[0]
    try:
        address = ipaddress.ip_address(without_zone)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def is_same_origin(request: HttpRequest) -> bool:
    """Do ``Sec-Fetch-Site`` or ``Origin`` show that a page of this site, or the visitor directly, sent the request?

    A request with neither header shows nothing, and the answer is no.
    """
    if "Sec-Fetch-Site" not in request.headers and "Origin" not in request.headers:
        return False
    return ModernCsrfViewMiddleware(_unused).process_view(request, _unused, (), {}) is None


def _unused(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError


def same_origin_post(refused: View) -> Callable[[View], View]:
    """Guard a public POST without a session: it must come from a page of this site.

    Any other is answered by ``refused(request, ...)``, which gives the visitor's text back in a form that can be sent.
    """

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.method == "POST" and not is_same_origin(request):
                return refused(request, *args, **kwargs)
            return view(request, *args, **kwargs)

        return guarded

    return decorate
