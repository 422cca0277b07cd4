from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.web.http import SAFE_METHODS
from pagecache.kept import kept_query


class CacheControlMiddleware:
    """Tells browsers and proxies for how long a page of a ``kept`` view is good without asking: ``PAGE_MAX_AGE``.

    That includes a page that is missing or has moved: without the header they would choose a time themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if match and request.method in SAFE_METHODS and kept_query(match.func) is not None:
            response.headers.setdefault("Cache-Control", f"public, max-age={settings.PAGE_MAX_AGE}, must-revalidate")
        return response
