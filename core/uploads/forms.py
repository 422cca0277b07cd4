from pathlib import PurePath
from typing import Any

from django import forms
from django.template.defaultfilters import filesizeformat
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from core.uploads.kinds import MAX_BYTES
from core.uploads.models import Upload


class UploadForm(forms.ModelForm[Upload]):
    """Announces a file before a script sends it in parts."""

    name = forms.CharField(max_length=1000)
    size = forms.IntegerField(min_value=1, error_messages={"min_value": _("This file is empty.")})

    class Meta:
        model = Upload
        fields = ["kind", "name", "size"]

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if kind not in MAX_BYTES:
            raise forms.ValidationError(_("The site does not take this kind of file."))
        return kind

    def clean_name(self) -> str:
        """Remove folders and shorten the name, but keep its extension."""
        name = PurePath(self.cleaned_data["name"].replace("\\", "/")).name
        stem, dot, extension = get_valid_filename(name.strip(". ") or "file").rpartition(".")
        return f"{(stem or extension)[:80]}{dot if stem else ''}{extension[:10] if stem else ''}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        size, largest = cleaned.get("size"), MAX_BYTES.get(cleaned.get("kind", ""))
        if size and largest and size > largest:
            raise forms.ValidationError(
                _("This file is %(size)s. The limit is %(largest)s. Please make it smaller and try again.")
                % {"size": filesizeformat(size), "largest": filesizeformat(largest)}
            )
        return cleaned
