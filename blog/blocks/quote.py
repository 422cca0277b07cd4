from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.blocks import Block, BlockForm, Content
from core.html import split_source

STYLES = {"plain": _("As part of the text"), "large": _("Large, to catch the eye")}


class QuoteForm(BlockForm):
    style = forms.ChoiceField(
        label=_("How it looks"), choices=[*STYLES.items()], widget=forms.RadioSelect, initial="plain"
    )

    def values_of(self, key: str) -> dict[str, Any]:
        return {"style": key}

    def save(self) -> str:
        return str(self.cleaned_data["style"])


class Quote(Block):
    """A quotation. The key is one of ``STYLES``."""

    kind = "quote"
    label = _("Quote")
    description = _("Somebody’s words. A last line that begins with a dash says whose.")
    icon = "format_quote"
    content = Content.TEXT
    form_class = QuoteForm
    default_key = "plain"

    def load(self, keys: frozenset[str], page: Mapping[str, Any]) -> Mapping[str, Any]:
        return {key: key for key in keys if key in STYLES}

    def context(self, key: str, shown: Any, content: str) -> dict[str, Any]:
        words, source = split_source(content)
        return {"style": key, "words": words, "source": source}

    def feed_html(self, key: str, shown: Any, content: str) -> SafeString:
        words, source = split_source(content)
        said = format_html("<blockquote>{}</blockquote>", words)
        return format_html("{}<p>— {}</p>", said, source) if source else said
