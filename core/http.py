"""What a request says of itself: where it came from, and from whose page."""

import ipaddress
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from modern_csrf.decorators import csrf_protect

View = Callable[..., HttpResponseBase]


def client_address(request: HttpRequest) -> str | None:
    """The visitor's IP address, or ``None`` when there is none that can be read.

    ``X-Forwarded-For`` counts only as far as it was written by ``TRUSTED_PROXIES``: read from the right, the first
    address that is not such a proxy is the visitor's.
    """
    hops = [request.META.get("REMOTE_ADDR", "")]
    hops += reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(","))
    seen = None
    for hop in hops:
        try:
            address = ipaddress.ip_address(hop.strip())
        except ValueError:
            return seen
        seen = str(address)
        if not any(address in network for network in settings.TRUSTED_PROXIES):
            return seen
    return seen


def has_fetch_headers(request: HttpRequest) -> bool:
    return "Sec-Fetch-Site" in request.headers or "Origin" in request.headers


def same_origin_post(refused: View) -> Callable[[View], View]:
    """Guard a public POST without a session: it must come from a page of this site.

    ``Sec-Fetch-Site`` and ``Origin`` are what tells. A request that another site sent, or that carries neither
    header, is answered by ``refused(request, ...)``, which gives the visitor's text back in a form that can be sent.
    """

    def decorate(view: View) -> View:
        checked: View = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            if not has_fetch_headers(request):
                return refused(request, *args, **kwargs)
            return checked(request, *args, **kwargs)

        return guarded

    return decorate
