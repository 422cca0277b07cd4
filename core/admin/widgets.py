"""Form fields for the admin: rich text, and a date with its time."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from django_prose_editor.widgets import AdminProseEditorWidget
from js_asset import InlineStyle, Media

# What ``core.html.clean_article`` lets through. The rest of it (tables, figures) comes with imported articles: without
# these extensions the editor would drop what it doesn't know.
EXTENSIONS: dict[str, Any] = {
    "Heading": {"levels": [2, 3, 4]},
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
    **dict.fromkeys(["Bold", "Italic", "Strike", "Underline", "Subscript", "Superscript", "Code"], True),
    **dict.fromkeys(["BulletList", "OrderedList", "ListItem", "Blockquote", "HorizontalRule", "HardBreak"], True),
    **dict.fromkeys(["CodeBlock", "Image", "Figure", "Caption"], True),
    **dict.fromkeys(["Table", "TableRow", "TableHeader", "TableCell"], True),
    # Of js/editor-text.js
    "Document": False,
    "TextDocument": True,
    "PastedStyles": True,
}

# The editor would write this element itself, without the nonce that the policy asks for. It leaves one that is there;
# its styles are in css/admin-editor.css.
OWN_STYLE = InlineStyle("", **{"data-tiptap-style": True})


class DateAndTimeInput(forms.SplitDateTimeWidget):
    """The browser’s own fields for a date and a time."""

    def __init__(self) -> None:
        date: dict[str, Any] = {"type": "date", "aria-label": _("Date")}
        time: dict[str, Any] = {"type": "time", "aria-label": _("Time")}
        super().__init__(date_format="%Y-%m-%d", time_format="%H:%M", date_attrs=date, time_attrs=time)


class RichText(AdminProseEditorWidget):  # type: ignore[misc]
    """A text field with headings, bold text, links, lists and quotes. Its value is HTML that is not cleaned yet."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, config={"extensions": EXTENSIONS}, preset="configurable")

    @property
    def media(self) -> Media:
        return super().media + Media(css={"all": [OWN_STYLE]}, js=["js/admin-editor.js"])

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "js_modules": [static("js/editor-text.js")]}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Remove empty paragraphs at the end."""
        value = super().value_from_datadict(data, files, name)
        while value and value.endswith("<p></p>"):
            value = value.removesuffix("<p></p>")
        return value
