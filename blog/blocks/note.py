from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.blocks import Block, BlockForm, Content

KINDS = {"tip": _("Tip"), "care": _("Take care"), "doctor": _("See a doctor")}


class NoteForm(BlockForm):
    about = forms.ChoiceField(
        label=_("What is it about?"), choices=[*KINDS.items()], widget=forms.RadioSelect, initial="tip"
    )

    def values_of(self, key: str) -> dict[str, Any]:
        return {"about": key}

    def save(self) -> str:
        return str(self.cleaned_data["about"])


class Note(Block):
    """A box beside the train of thought. The key is one of ``KINDS``."""

    kind = "note"
    label = _("Note box")
    description = _("A tip, a warning, or when to see a doctor.")
    icon = "info"
    content = Content.TEXT
    form_class = NoteForm

    def load(self, keys: frozenset[str], page: Mapping[str, Any]) -> Mapping[str, Any]:
        return {key: KINDS[key] for key in keys if key in KINDS}

    def context(self, key: str, shown: Any, content: str) -> dict[str, Any]:
        return {"about": key, "label": shown, "content": content}

    def feed_html(self, key: str, shown: Any, content: str) -> SafeString:
        return format_html("<p><strong>{}</strong></p>{}", shown, content)

    def search_text(self, shown: Any) -> str:
        return str(shown)
