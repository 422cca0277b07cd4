"""The values in the JSON of blocks and widgets, by the names of what they stand in."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

SIZES = {"tablet", "phone", "hover", "sticky", "mobile"}
# Parts of Divi's JSON that say how a module looks, and those in which a value stands.
LOOKS = {"decoration", "meta", "css", "attributes", "id_classes", "disabled_on", *SIZES}
PLACES = {"inner_content", "desktop", "value", "advanced"}
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
MAX_VALUES, MAX_DEPTH = 500, 12


def read_json(text: str) -> Any:
    """Return what the JSON says, or ``None`` if it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def values_of_json(data: Any) -> dict[str, str]:
    """Return the values, such as ``image_src`` for ``{"image": {"innerContent": {"desktop": {"value": {"src": …}}}}}``.

    Whole numbers in a list are one value, such as the ids of a gallery. How a module looks is left out, but for the
    picture behind it.
    """
    return {"_".join(path): value for path, value in islice(_values(data, ()), MAX_VALUES)}


def _values(part: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if len(path) > MAX_DEPTH:
        return
    if isinstance(part, dict):
        for key, value in part.items():
            name = CAMEL.sub("_", str(key)).lower()
            if name == "decoration" and isinstance(value, dict):
                yield from _values(value.get("background"), (*path, "background"))
            elif name not in LOOKS:
                yield from _values(value, path if name in PLACES else (*path, name))
    elif isinstance(part, list):
        yield from _values_of_list(part, path)
    elif isinstance(part, str | int | float) and not isinstance(part, bool):
        yield path, str(part)


def _values_of_list(part: list[Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if part and all(isinstance(value, int) for value in part):
        yield path, ",".join(str(value) for value in part)
        return
    for number, value in enumerate(part):
        # What a value is for is told by the end of its name.
        yield from _values(value, (*path, f"{number}") if isinstance(value, dict) else (f"{number}", *path))
