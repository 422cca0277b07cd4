from typing import Any

from django import template

from media.models import PICTURE_WIDTHS, PORTRAIT_WIDTHS, Picture

register = template.Library()


@register.inclusion_tag("media/_picture.html")
def picture(picture: Picture | None, alt: str | None = None, **attributes: str) -> dict[str, Any]:
    """Return ``<picture>`` in AVIF, WebP and the file itself; only the file until it is rendered; nothing for ``None``.

    A moving picture stands still for readers who asked their device for less motion.

    ``alt`` is the picture's own alternative text by default. ``sizes`` is as in HTML. For the large picture on top of a
    page, pass ``loading="eager" fetchpriority="high"``.
    """
    return _context(picture, PICTURE_WIDTHS, alt, **attributes)


@register.inclusion_tag("media/_picture.html")
def portrait(picture: Picture | None, **attributes: str) -> dict[str, Any]:
    """A small picture of a person whose name is beside it."""
    return _context(picture, PORTRAIT_WIDTHS, "", **attributes)


def _context(
    picture: Picture | None,
    widths: tuple[int, ...],
    alt: str | None,
    sizes: str = "100vw",
    loading: str = "lazy",
    fetchpriority: str = "",
) -> dict[str, Any]:
    return {
        "picture": picture,
        "sources": picture.sources(widths) if picture else [],
        "focal_classes": picture.focal_classes if picture else "",
        "alt": picture.alternative_text if picture and alt is None else alt,
        "sizes": sizes,
        "loading": loading,
        "fetchpriority": fetchpriority,
    }
