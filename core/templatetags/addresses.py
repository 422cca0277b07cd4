from django import template

from core import addresses

register = template.Library()


@register.filter
def absolute(path: str) -> str:
    return addresses.absolute(path)


@register.filter
def page_address(address: str, number: int) -> str:
    """Where page ``number`` of the list at ``address`` stands: the first one is the list itself."""
    return address if number == 1 else f"{address}page/{number}/"
