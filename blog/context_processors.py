from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from blog.menu import Menus


def site(request: HttpRequest) -> dict[str, Any]:
    """Add ``site``, the site's texts, and ``menus``. Both are loaded on first use."""
    menus = Menus(request)
    return {"site": SimpleLazyObject(lambda: menus.texts), "menus": menus}
