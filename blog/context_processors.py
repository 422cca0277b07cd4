from typing import Any, cast

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from blog.menu import site_texts, visible_menu
from blog.models import SiteTexts


def site(request: HttpRequest) -> dict[str, Any]:
    """Add ``site``, the site's texts, and ``menu``, its visible entries. Both are loaded on first use."""
    texts = cast(SiteTexts, SimpleLazyObject(site_texts))
    return {"site": texts, "menu": SimpleLazyObject(lambda: visible_menu(texts))}
