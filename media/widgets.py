from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Media, Script
from django.utils.translation import gettext as _

from core.uploads.widgets import UploadInput
from core.web.primary_keys import read_pk, read_pks
from media.models import Picture

PICKER = Script("js/picture-picker.js", type="module")


@dataclass(frozen=True, slots=True)
class ChosenPicture:
    """A picture of the library that a form names by its primary key."""

    pk: str

    def find(self) -> Picture | None:
        return Picture.objects.filter(pk=read_pk(self.pk)).first()

    def load(self) -> Picture:
        """Return the picture. Raises ``ValidationError`` if it is no longer there."""
        if picture := self.find():
            return picture
        raise ValidationError(_("This picture is no longer in the library. Please choose another one."))


class PictureInput(UploadInput):
    """A file input that shows the current picture. A script lets one choose a picture of the library instead."""

    template_name = "media/widgets/picture_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__("picture", attrs)
        self.chosen: ChosenPicture | None = None

    @property
    def media(self) -> Media:
        return super().media + Media(js=[PICKER])  # type: ignore[list-item]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["chosen"] = self.chosen.find() if self.chosen else None
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Return the file, or else the picture that was chosen in the library."""
        value = super().value_from_datadict(data, files, name)
        pk = data.get(f"{name}-library", "")
        if value or not pk:
            return value
        self.chosen = ChosenPicture(pk)
        return self.chosen


class LibraryChoiceInput(forms.Widget):
    """Pictures of the library, chosen in a dialog that a script opens."""

    template_name = "media/widgets/library_choice.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, many: bool = False) -> None:
        super().__init__(attrs)
        self.many = many

    @property
    def media(self) -> Media:
        return Media(js=[PICKER])  # type: ignore[list-item]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        pks = read_pks(value or [])
        found = Picture.objects.in_bulk(pks)
        context["widget"] |= {"many": self.many, "pictures": [found[pk] for pk in pks if pk in found]}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        values: list[str] = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return values

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False
