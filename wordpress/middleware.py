from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

from wordpress.views import plain_link, podcast_feed, search_link


class PlainLinkMiddleware(MiddlewareMixin):
    """Redirects WordPress's plain links, ``/?p=ID`` and ``/?page_id=ID``, its search, ``/?s=words``, and the feed of
    its podcast, ``/?feed=podcast``.

    Their path is that of the front page.
    """

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: object, kwargs: object
    ) -> HttpResponseBase | None:
        if request.path != "/":
            return None
        if "s" in request.GET:
            return search_link(request.GET["s"])
        if request.GET.get("feed") == "podcast":
            return podcast_feed(request)
        wordpress_id = request.GET.get("p") or request.GET.get("page_id") or ""
        return plain_link(request, wordpress_id) if wordpress_id.isdecimal() else None
