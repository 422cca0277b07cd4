"""Form fields for pictures: a chosen file becomes a row of the library, or a picture is chosen that is in it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.images.formats import ACCEPT
from core.uploads.widgets import UploadInput
from core.web.primary_keys import read_pks
from media import library
from media.models import Document, Label, Picture
from media.widgets import ChosenPicture, LibraryChoiceInput, PictureInput


class PictureFormField(forms.FileField):
    """Returns a ``Picture``: the current one, one of the library, a new unsaved one of the chosen file; or ``None``."""

    widget = PictureInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": gettext_lazy("Picture"), "required": False, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> Picture | None:
        if isinstance(data, ChosenPicture):
            return data.load()
        return super().clean(data, initial) or None

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        return Picture.from_upload(upload, str(upload.name)) if upload else None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {**super().widget_attrs(widget), "accept": ACCEPT}


class LibraryChoiceField(forms.Field):
    """Returns a ``Picture`` of the library or ``None``; with ``many`` a list of them in the order of their choice."""

    widget = LibraryChoiceInput

    def __init__(self, *, many: bool = False, most: int = 30, **kwargs: Any) -> None:
        self.many = many
        self.most = most
        super().__init__(widget=LibraryChoiceInput(many=many), **kwargs)

    def prepare_value(self, value: Any) -> list[str]:
        values = value if isinstance(value, (list, tuple)) else [value]
        return [str(getattr(one, "pk", one)) for one in values if one not in (None, "")]

    def clean(self, value: Any) -> Any:
        pks = read_pks(value or [])
        found = Picture.objects.in_bulk(pks[: self.most + 1])
        pictures = [found[pk] for pk in pks if pk in found]
        if self.required and not pictures:
            raise ValidationError(_("Please choose a picture."), code="required")
        if len(pks) > self.most:
            raise ValidationError(_("Please choose at most %(most)d pictures.") % {"most": self.most})
        return pictures if self.many else next(iter(pictures), None)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != self.prepare_value(data)


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
            if picture.pk is None:
                picture.alternative_text = self.cleaned_data.get(text_name, picture.alternative_text)
                picture.added_by = added_by
                library.add(picture)
            elif text_name in self.changed_data:
                picture.alternative_text = self.cleaned_data[text_name]
                picture.save(update_fields=["alternative_text"])

    def _picture_fields(self) -> list[tuple[str, str]]:
        """The name of each, and of the field with its words, which the form may not have."""
        return [(name, f"{name}_alt") for name, field in self.fields.items() if isinstance(field, PictureFormField)]


class LabelledForm(forms.ModelForm[Any]):
    """The form of a model of the library, with its labels."""

    labels = forms.ModelMultipleChoiceField(
        Label.objects.all(), label=gettext_lazy("Labels"), required=False, widget=forms.CheckboxSelectMultiple
    )
    new_labels = forms.CharField(
        label=gettext_lazy("New labels"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Words to sort by, separated by commas. Readers never see them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not Label.objects.exists():
            self.fields["labels"].widget = forms.MultipleHiddenInput()

    def clean_new_labels(self) -> list[str]:
        names = [" ".join(name.split()) for name in self.cleaned_data["new_labels"].split(",")]
        if any(len(name) > 60 for name in names):
            raise ValidationError(_("A label has at most 60 characters."))
        return [name for name in names if name]

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        self.instance.labels.add(*Label.objects.named(self.cleaned_data["new_labels"]))
        Label.objects.delete_unused()


class PictureForm(LabelledForm):
    class Meta:
        model = Picture
        fields = ["alternative_text", "credit", "labels", "focal_x", "focal_y"]
        widgets = {
            "alternative_text": forms.Textarea(attrs={"rows": 2}),
            **dict.fromkeys(
                ("focal_x", "focal_y"), forms.NumberInput(attrs={"type": "range", "min": 0, "max": 100, "step": 5})
            ),
        }


class DocumentForm(LabelledForm):
    class Meta:
        model = Document
        fields = ["name", "labels"]


class ReplacementForm(forms.Form):
    """Asks for another file for a row of the library."""

    def __init__(self, *args: Any, kind: str, accept: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = UploadInput(kind, attrs={"accept": accept})
        self.fields["file"] = forms.FileField(label=gettext_lazy("Another file"), widget=widget)
