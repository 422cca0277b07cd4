from typing import Any

from core.uploads.widgets import UploadInput


class PictureInput(UploadInput):
    """A file input that shows the current picture."""

    template_name = "media/widgets/picture_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__("picture", attrs)
