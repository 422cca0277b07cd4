from django import template

from core.web import site_urls

register = template.Library()


@register.filter
def absolute_url(path: str) -> str:
    return site_urls.absolute_url(path)


@register.filter
def page_url(url: str, number: int) -> str:
    """Return the URL of page ``number`` of the list at ``address``. The first page is the list itself."""
    return url if number == 1 else f"{url}page/{number}/"
