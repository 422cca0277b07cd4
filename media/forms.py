"""Form fields for pictures: a chosen file becomes a row of the library."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from media import library
from media.models import Picture
from media.widgets import PictureInput


class PictureFormField(forms.FileField):
    """Returns the current ``Picture``, a new unsaved one made from the chosen file, or ``None``."""

    widget = PictureInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": gettext_lazy("Picture"), "required": False, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> Picture | None:
        return super().clean(data, initial) or None

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        return Picture.from_upload(upload, str(upload.name)) if upload else None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {**super().widget_attrs(widget), "accept": "image/*"}


class AlternativeTextField(forms.CharField):
    """The alternative text of the picture in the field with the same name without ``_alt``."""

    def __init__(self, **kwargs: Any) -> None:
        text: Any = Picture._meta.get_field("alternative_text")
        words = {"label": gettext_lazy("Picture in words"), "help_text": text.help_text}
        super().__init__(**{"max_length": text.max_length, "required": False, **words, **kwargs})


class PictureModelForm(forms.ModelForm[Any]):
    """The form of a model with foreign keys to ``Picture``.

    A child declares a ``PictureFormField`` of the same name for each, and an ``AlternativeTextField`` where readers
    are told what is on it. ``media.admin.PictureFormAdmin`` saves the pictures before the row.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, text_name in self._picture_fields():
            picture = getattr(self.instance, name)
            self.initial[name] = picture
            self.initial[text_name] = picture.alternative_text if picture else ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, text_name in self._picture_fields():
            # Taken off, a picture leaves its words in the form. Chosen and refused, it has a sentence of its own.
            is_missing = name in cleaned and not cleaned[name] and name not in self.changed_data
            if is_missing and cleaned.get(text_name):
                self.add_error(text_name, _("There is no picture yet that these words could be kept with."))
        return cleaned

    def save_pictures(self, added_by: Any) -> None:
        for name, text_name in self._picture_fields():
            picture: Picture | None = self.cleaned_data[name]
            if picture is None:
                continue
            picture.alternative_text = self.cleaned_data.get(text_name, picture.alternative_text)
            if picture.pk is None:
                picture.added_by = added_by
                library.add(picture)
            elif text_name in self.changed_data:
                picture.save(update_fields=["alternative_text"])

    def _picture_fields(self) -> list[tuple[str, str]]:
        """The name of each, and of the field with its words, which the form may not have."""
        return [(name, f"{name}_alt") for name, field in self.fields.items() if isinstance(field, PictureFormField)]
