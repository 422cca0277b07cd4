"""Pages of other apps about an article that the desk links to."""

from django.urls import reverse

_pages: dict[str, str] = {}


def register_page(name: str, url_name: str) -> None:
    """Let the desk's link with ``data-address="NAME"`` lead to a page, whose URL gets the article's primary key."""
    _pages[name] = url_name


def addresses(post_pk: int) -> dict[str, str]:
    return {name: reverse(url_name, args=[post_pk]) for name, url_name in _pages.items()}
