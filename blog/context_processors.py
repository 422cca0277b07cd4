from typing import Any, cast

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from blog.menu import entries_for, site_texts_for
from blog.models import MenuEntry


def site(request: HttpRequest) -> dict[str, Any]:
    """Add ``site``, the site's texts, and the visible entries of ``menu`` and ``footer_menu``, loaded on first use."""
    entries = cast(list[MenuEntry], SimpleLazyObject(lambda: entries_for(request)))

    def lazily(place: str) -> Any:
        return SimpleLazyObject(lambda: [entry for entry in entries if entry.place == place])

    return {
        "site": SimpleLazyObject(lambda: site_texts_for(request)),
        "menu": lazily(MenuEntry.Place.MENU),
        "footer_menu": lazily(MenuEntry.Place.FOOTER),
    }
