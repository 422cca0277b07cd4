"""Placeholders in braces, such as ``{first_name}``, in texts that the coach writes."""

import re
from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_NAME = re.compile(r"{(\w+)}")


def refuse_unknown(text: str, names: Collection[str]) -> None:
    """Raise ``ValidationError`` if anything but one of ``names`` is in braces."""
    unknown = set(_NAME.findall(text)) - set(names)
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in names)
        sentence = _("There is no {%(name)s}. You can write: %(known)s.")
        raise ValidationError(sentence % {"name": sorted(unknown)[0], "known": known})


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace the placeholders in ``text`` by ``values``. Other braces stay."""
    return _NAME.sub(lambda found: values.get(found[1], found[0]), text)
