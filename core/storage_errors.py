"""What happens to a request when the files of the site can't be reached."""

import errno
import os

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from core.web.http import View

RETRY_AFTER = "60"


class StorageError(OSError):
    """The storage of files does not answer, or refuses. Whether the file is there is not known."""

    def __init__(self, why: str, name: str) -> None:
        super().__init__(errno.EIO, f"{os.strerror(errno.EIO)} ({why})", name)


class StorageErrorMiddleware:
    """Asks to come back later. A 404 would be believed by search engines, and kept by proxies."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, StorageError):
            return None
        sentence = _("The files of this site can’t be reached at the moment. Please try again in a few minutes.")
        headers = {"Retry-After": RETRY_AFTER, "Cache-Control": "no-store"}
        return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=503, headers=headers)
