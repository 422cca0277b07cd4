"""Uploaded pictures, served by the site itself as long as no other server stands in front of them."""

from pathlib import PurePath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

# No other ending is served: a browser runs nothing that comes as one of these (SecurityMiddleware adds nosniff).
TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
A_MONTH = 30 * 24 * 3600


@require_safe
def media_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture of ``MEDIA_ROOT``. Storage never gives a name twice, so it may be kept for long."""
    content_type = TYPES.get(PurePath(path).suffix)
    if content_type is None:
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Content-Type"] = content_type
    patch_cache_control(response, public=True, max_age=A_MONTH)
    return response
