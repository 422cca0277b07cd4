import re
from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from blog.blocks.library_pictures import captioned, credit_of, image_html, shown_pictures
from core.blocks import Block, BlockForm, Content
from media.forms import LibraryChoiceField

KEY = re.compile(r"[0-9]{1,18}(?:-[0-9]{1,18})*", re.ASCII)
# So that the key is not too long as long as there are fewer than ten million pictures.
MAX_PICTURES = 24


class GalleryForm(BlockForm):
    pictures = LibraryChoiceField(label=gettext_lazy("Pictures"), many=True, most=MAX_PICTURES)

    def values_of(self, key: str) -> dict[str, Any]:
        return {"pictures": pictures_of(key)}

    def save(self) -> str:
        return "-".join(str(picture.pk) for picture in self.cleaned_data["pictures"])


class Gallery(Block):
    """Several pictures of the library. The key is their primary keys, in order."""

    kind = "gallery"
    label = gettext_lazy("Gallery")
    description = gettext_lazy("Several pictures side by side.")
    icon = "collections"
    content = Content.CAPTION
    form_class = GalleryForm

    def load(self, keys: frozenset[str], page: Mapping[str, Any]) -> Mapping[str, Any]:
        pictures = shown_pictures(frozenset(pk for key in keys for pk in pictures_of(key)))
        shown = {key: [pictures[pk] for pk in pictures_of(key) if pk in pictures] for key in keys}
        return {key: found for key, found in shown.items() if found}

    def context(self, key: str, shown: Any, content: str) -> dict[str, Any]:
        columns = 2 if len(shown) in (2, 4) else 3
        return {"pictures": shown, "columns": columns, "credit": credit_of(shown), "caption": content}

    def feed_html(self, key: str, shown: Any, content: str) -> SafeString:
        images = format_html_join("", "{}", ((image_html(picture),) for picture in shown))
        return captioned(images, content, credit_of(shown))

    def search_text(self, shown: Any) -> str:
        return " ".join([*(picture.alternative_text for picture in shown), credit_of(shown)])

    def pictures(self, key: str) -> list[int]:
        return pictures_of(key)


def pictures_of(key: str) -> list[int]:
    pks = [int(pk) for pk in key.split("-")] if KEY.fullmatch(key) else []
    return list(dict.fromkeys(pks))[:MAX_PICTURES]
