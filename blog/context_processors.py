from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from blog.menu import site_menu, site_texts


def site(request: HttpRequest) -> dict[str, Any]:
    """Add ``site``, the site's texts, and ``menu``, its visible entries. Both are loaded on first use."""
    return {"site": SimpleLazyObject(site_texts), "menu": SimpleLazyObject(site_menu)}
