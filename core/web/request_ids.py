from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.logs.ids import HEADER, identified


class RequestIDMiddleware:
    """Gives each request an id, which stands in its log lines, and sends it back.

    What caches may store is the same for everybody, and has none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with identified(request.META) as number:
            response = self.get_response(request)
        is_shared = "public" in response.headers.get("Cache-Control", "")
        if response.status_code >= 500 or not is_shared:
            response.headers[HEADER] = number
        return response
