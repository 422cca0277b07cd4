import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from blog.blocks.library_pictures import captioned, credit_of, image_html, shown_pictures
from core.blocks import Block, BlockForm, Content
from media.forms import LibraryChoiceField
from media.models import Picture as LibraryPicture

KEY = re.compile(r"([0-9]{1,18})(?:-(wide|side))?", re.ASCII)

# By the place in the key: its name, and the widths as in ``sizes`` of HTML.
PLACES = {
    "": (_("As wide as the text"), "(min-width: 42rem) 38rem, 100vw"),
    "wide": (_("Wider than the text"), "(min-width: 54rem) 48rem, 100vw"),
    "side": (_("At the side, with text around it"), "(min-width: 40rem) 18rem, 100vw"),
}


class PictureForm(BlockForm):
    picture = LibraryChoiceField(label=_("Picture"))
    place = forms.ChoiceField(
        label=_("Placement"),
        choices=[(place, name) for place, (name, _sizes) in PLACES.items()],
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )
    alternative_text = forms.CharField(
        label=_("Picture in words"),
        max_length=300,
        required=False,
        help_text=_("For readers who do not see the picture. It is kept with the picture, wherever that is shown."),
    )

    def values_of(self, key: str) -> dict[str, Any]:
        found = KEY.fullmatch(key)
        picture = LibraryPicture.objects.filter(pk=found[1]).first() if found else None
        if not found or not picture:
            return {}
        return {
            "picture": picture.pk,
            "place": found[2] or "",
            "alternative_text": picture.alternative_text,
        }

    def save(self) -> str:
        picture, place = self.cleaned_data["picture"], self.cleaned_data["place"]
        words = self.cleaned_data["alternative_text"]
        # The words in the form may be those of the picture that was replaced by this one.
        if "alternative_text" in self.changed_data and (words or "picture" not in self.changed_data):
            picture.alternative_text = words
            picture.save(update_fields=["alternative_text"])
        return f"{picture.pk}-{place}" if place else str(picture.pk)


class Picture(Block):
    """A picture of the library. The key is its primary key, with its place if it is not as wide as the text."""

    kind = "picture"
    label = _("Picture")
    description = _("One from the library, or a new one.")
    icon = "image"
    content = Content.CAPTION
    form_class = PictureForm

    def load(self, keys: frozenset[str], page: Mapping[str, Any]) -> Mapping[str, Any]:
        pictures = shown_pictures(frozenset(pk for key in keys for pk in self.pictures(key)))
        return {key: pictures[pk] for key in keys for pk in self.pictures(key) if pk in pictures}

    def context(self, key: str, shown: Any, content: str) -> dict[str, Any]:
        place = _place(key)
        return {"picture": shown, "place": place, "sizes": PLACES[place][1], "caption": content}

    def feed_html(self, key: str, shown: Any, content: str) -> SafeString:
        return captioned(image_html(shown), content, credit_of([shown]))

    def search_text(self, shown: Any) -> str:
        return f"{shown.alternative_text} {credit_of([shown])}"

    def pictures(self, key: str) -> list[int]:
        found = KEY.fullmatch(key)
        return [int(found[1])] if found else []


def _place(key: str) -> str:
    found = KEY.fullmatch(key)
    return (found[2] or "") if found else ""
