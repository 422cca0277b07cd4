from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from blog.menu import entries_for, site_texts_for
from blog.models import MenuEntry, SiteTexts


def site(request: HttpRequest) -> dict[str, Any]:
    """Add ``site``, the site's texts, and the visible entries of ``menu`` and ``footer_menu``, loaded on first use."""

    @cache
    def texts() -> SiteTexts:
        return site_texts_for(request)

    @cache
    def entries() -> list[MenuEntry]:
        return entries_for(request, texts())

    def lazily(place: str) -> Any:
        return SimpleLazyObject(lambda: [entry for entry in entries() if entry.place == place])

    return {
        "site": SimpleLazyObject(texts),
        "menu": lazily(MenuEntry.Place.MENU),
        "footer_menu": lazily(MenuEntry.Place.FOOTER),
    }
