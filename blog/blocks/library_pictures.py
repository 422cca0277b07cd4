"""Pictures of the library in blocks."""

from collections.abc import Iterable, Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.web.site_urls import absolute_url
from media.models import Picture
from pagecache.memo import memoised


@memoised("media")
def shown_pictures(pks: frozenset[int]) -> Mapping[int, Picture]:
    return Picture.objects.in_bulk(pks)


def credit_of(pictures: Iterable[Picture]) -> str:
    """Return who made the pictures, each name once."""
    return ", ".join(dict.fromkeys(picture.credit for picture in pictures if picture.credit))


def image_html(picture: Picture) -> SafeString:
    """Return the picture for feeds and mails."""
    return format_html(
        '<img src="{}" alt="{}" width="{}" height="{}">',
        absolute_url(picture.url),
        picture.alternative_text,
        picture.width,
        picture.height,
    )


def captioned(html: SafeString, caption: SafeString | str, credit: str = "") -> SafeString:
    """Return a figure for feeds and mails."""
    credit_line = _("Picture: %(name)s") % {"name": credit} if credit else ""
    lines = [line for line in (caption, credit_line) if line]
    if not lines:
        return format_html("<figure>{}</figure>", html)
    words = format_html("{} {}", *lines) if len(lines) > 1 else lines[0]
    return format_html("<figure>{}<figcaption>{}</figcaption></figure>", html, words)
