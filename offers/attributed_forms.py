"""Forms that are told which offer and article a visitor came from. Apps register their forms here."""

from django.urls import reverse

_routes: set[str] = set()


def register_attributed_form(route: str) -> None:
    """Register the URL name ``route``. An offer's link to it carries ``offer`` and ``article``."""
    _routes.add(route)


def is_attributed_form(path: str) -> bool:
    return path in {reverse(route) for route in _routes}
