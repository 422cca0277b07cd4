"""Cover pictures as podcast directories ask for them: a square JPEG of 1400 to 3000 pixels, in sRGB."""

import hashlib
import io

from django.core.exceptions import SuspiciousOperation
from django.urls import reverse

from core.web.site_urls import absolute_url
from media.models import Picture
from pagecache.memo import memoised

SMALLEST, LARGEST = 1400, 3000


def cover_url(picture: Picture) -> str:
    """Return the address of the cover. It is another one if the file or its focal point is: directories keep pictures
    for long."""
    return absolute_url(reverse("podcast_cover", args=[picture.pk, version_of(picture)]))


def version_of(picture: Picture) -> str:
    shown = f"{picture.file.name} {picture.focal_x} {picture.focal_y}"
    return hashlib.blake2b(shown.encode(), digest_size=4).hexdigest()


@memoised("media")
def encoded_cover(picture: Picture) -> bytes | None:
    """Return the picture as a cover, or ``None`` if its file can't be read."""
    from core.images.encoding import encode_cut  # With Pillow, which showing pictures does not need.

    try:
        with picture.file.open("rb") as file:
            content = io.BytesIO(file.read())
    except (OSError, ValueError, SuspiciousOperation):
        return None
    side = min(max(min(picture.width, picture.height), SMALLEST), LARGEST)
    centre = picture.focal_x / 100, picture.focal_y / 100
    return encode_cut(content, (side, side), centre=centre, ground="#ffffff", ending="jpg")
