from typing import Any

from django import template

from core.images import PictureFile

register = template.Library()


@register.inclusion_tag("core/_picture.html")
def picture(
    file: PictureFile | None, alt: str = "", sizes: str = "100vw", loading: str = "lazy", fetchpriority: str = ""
) -> dict[str, Any]:
    """``<picture>`` in AVIF, WebP and the file itself; only the latter until there are renditions; nothing for no file.

    ``sizes`` as in HTML. The one large picture on top of a page: ``loading="eager" fetchpriority="high"``.
    """
    return {"file": file, "alt": alt, "sizes": sizes, "loading": loading, "fetchpriority": fetchpriority}
