"""Who is in an episode besides the coach: a line for each, with a name and perhaps an address."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from core.web.site_urls import validate_target

MAX_GUESTS = 20


@dataclass(frozen=True, slots=True)
class Guest:
    name: str
    url: str = ""


def read_guests(text: str) -> list[Guest]:
    """Return the guests, each from a line such as ``Nadia Brandt https://nadia.example``. What follows a comma stays
    part of the name."""
    return [guest for line in text.splitlines() if (guest := _read(line)).name][:MAX_GUESTS]


def _read(line: str) -> Guest:
    name, _space, last = line.strip().rpartition(" ")
    if "://" in last and _is_address(last):
        return Guest(name.rstrip(" ,:-–"), last)
    return Guest(line.strip())


def _is_address(text: str) -> bool:
    try:
        validate_target(text)
    except ValidationError:
        return False
    return True
