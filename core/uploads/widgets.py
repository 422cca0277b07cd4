"""A file input for the admin. A script uploads the file in parts; without script it is sent with the form."""

from collections.abc import Mapping
from typing import IO, Any

from django.contrib.admin.widgets import AdminFileWidget
from django.core.files.base import File
from django.core.validators import slug_re
from django.db.models.fields.files import FieldFile
from django.forms.widgets import Media, Script
from django.urls import reverse

from core.uploads.models import Upload

SUFFIX = "-upload"


class UploadedFile(File):  # type: ignore[type-arg]
    """A finished upload as a file for a form field."""

    def __init__(self, content: IO[bytes], upload: Upload) -> None:
        super().__init__(content, name=upload.name)
        self.token = upload.token


def take_upload(token: str, kind: str) -> UploadedFile | None:
    """Return the finished upload with this token and kind, or ``None`` if there is none or it has expired."""
    if not slug_re.fullmatch(token):
        return None
    upload = Upload.objects.finished().filter(token=token, kind=kind).first()
    content = upload.content.open(upload.size) if upload else None
    return UploadedFile(content, upload) if upload and content else None


class UploadInput(AdminFileWidget):
    """A file input. ``kind`` is registered in ``core.uploads.kinds``."""

    template_name = "core/widgets/file_input.html"
    use_fieldset = False

    def __init__(self, kind: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.kind = kind
        # Django renders a bound file field with the saved file, not the new one. So the widget keeps the new one.
        self.arrived: UploadedFile | None = None

    @property
    def media(self) -> Media:
        return Media(js=[Script("js/upload.js", type="module")])  # type: ignore[list-item]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        upload = {"url": reverse("upload_create"), "kind": self.kind, "name": f"{name}{SUFFIX}"}
        context["widget"]["upload"] = upload | {"file": self.arrived}
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Add an uploaded file to the request's files, which closes it at the end of the request."""
        token = data.get(f"{name}{SUFFIX}")
        if token and name not in files and (taken := take_upload(token, self.kind)):
            files[name] = self.arrived = taken
        return super().value_from_datadict(data, files, name)


class PrivateFileInput(UploadInput):
    """A file input that shows the name of the current file."""

    def is_initial(self, value: Any) -> bool:
        return isinstance(value, FieldFile) and bool(value)
