"""The icon of the site in the sizes that browsers and phones ask for, all made from one picture."""

import io
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse

from blog.menu import site_texts
from media.models import Picture
from pagecache.kept import kept
from pagecache.memo import memoised

# The colours behind an app on a phone, as in static/css/tokens.css.
PAPER, TOUCH_SIZE = "#faf6f0", 180
APP_SIZES = (192, 512)
SIZES = (32, TOUCH_SIZE, *APP_SIZES)


@kept()
def site_icon(request: HttpRequest, size: int) -> HttpResponse:
    icon = site_texts().icon
    if icon is None or size not in SIZES:
        raise Http404
    data = encoded(icon, size)
    return HttpResponse(data, content_type="image/png") if data else redirect(static("img/favicon.svg"))


@memoised("media")
def encoded(icon: Picture, size: int) -> bytes | None:
    """Return the picture cut to a square, or ``None`` if its file can't be read. Phones show it on paper."""
    from core.images.encoding import encode_cut  # With Pillow, which showing pictures does not need.

    try:
        with icon.file.open("rb") as file:
            content = io.BytesIO(file.read())
    except (OSError, ValueError, SuspiciousOperation):
        return None
    ground = PAPER if size == TOUCH_SIZE else ""
    return encode_cut(content, (size, size), centre=(icon.focal_x / 100, icon.focal_y / 100), ground=ground)


@kept()
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to know to put the site on its home screen (https://www.w3.org/TR/appmanifest/)."""
    texts = site_texts()
    if texts.icon is None:
        raise Http404
    icons = [
        {"src": reverse("site_icon", args=[size]), "sizes": f"{size}x{size}", "type": "image/png"} for size in APP_SIZES
    ]
    app: dict[str, Any] = {"name": texts.name, "short_name": texts.name, "description": str(texts.tagline)}
    app |= {"id": reverse("home"), "start_url": reverse("home"), "display": "minimal-ui", "icons": icons}
    app |= {"lang": settings.LANGUAGE_CODE, "background_color": PAPER, "theme_color": PAPER}
    return JsonResponse(app, content_type="application/manifest+json")
