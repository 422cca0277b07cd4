from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.templatetags.static import static

from core.web.http import SAFE_METHODS
from pagecache.kept import kept_query

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class CacheControlMiddleware:
    """Tells browsers and proxies for how long a page of a ``kept`` view is good without asking: ``PAGE_MAX_AGE``.

    That includes a page that is missing or has moved: without the header they would choose a time themselves.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_of_kept_view(request):
            response.headers.setdefault("Cache-Control", f"public, max-age={settings.PAGE_MAX_AGE}, must-revalidate")
        return response


class SpeculationRulesMiddleware:
    """Tells browsers, on the pages of ``kept`` views, which links they may prerender.

    The rules name articles and their lists only: never a URL that counts, holds a token or has a form of its own.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_html = response.headers.get("Content-Type", "").startswith("text/html")
        if is_html and response.status_code == 200 and is_of_kept_view(request):
            response.headers["Speculation-Rules"] = f'"{static("prerender.speculationrules")}"'
        return response


def is_of_kept_view(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and request.method in SAFE_METHODS and kept_query(match.func) is not None
