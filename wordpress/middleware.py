import re
from collections.abc import Callable

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin

from wordpress.models import ImportedRow, OldAddress
from wordpress.old_addresses import find_answer

# With one of these, WordPress shows something else than its front page. `s` is its search.
PLAIN = {"p", "page_id", "attachment_id", "cat", "tag", "author", "author_name", "m", "s", "name", "pagename"}
PLAIN |= {"category_name", "feed", "post_type"}
# Nothing of the old site is below these.
OWN = re.compile(r"/(?:admin|account|media|static)/|/comments/\d")
NOT_FOUND = 404


class OldAddressMiddleware(MiddlewareMixin):
    """Redirects addresses of WordPress that nothing here has: its plain links, whose path is that of the front page,
    and, once a site was imported, whatever else would not be found."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: object, kwargs: object
    ) -> HttpResponseBase | None:
        if request.path != "/" or (not any(request.GET.get(name) for name in PLAIN) and "s" not in request.GET):
            return None
        if url := find_answer(request.path, request.GET):
            return redirect(url, permanent=True)
        raise Http404

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_asked = response.status_code == NOT_FOUND and request.method in ("GET", "HEAD")
        if not is_asked or request.path == "/" or OWN.match(request.path) or not _has_imported():
            return response
        url = find_answer(request.path_info, request.GET)
        if not url or url == request.path:
            return response
        # Not kept: there is no end to the numbers of pages that can be asked for.
        return HttpResponsePermanentRedirect(url, headers={"Cache-Control": "no-cache"})


def _has_imported() -> bool:
    # An export may have files alone.
    return ImportedRow.objects.exists() or OldAddress.objects.exists()
