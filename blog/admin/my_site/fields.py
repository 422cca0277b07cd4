"""Form fields of "My site": an ordered choice, and articles by their titles."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from blog.blocks.article import Suggestions, find_article
from blog.models import Post

MAX_PLACE = 99


class OrderedChoices(forms.CheckboxSelectMultiple):
    """Check boxes in the order of their value, each with a number for its place. A script lets one drag them."""

    template_name = "blog/widgets/ordered_choices.html"

    def optgroups(self, name: str, value: Any, attrs: dict[str, Any] | None = None) -> list[Any]:
        """Put what is chosen first."""
        groups = super().optgroups(name, value, attrs)
        places = {chosen: place for place, chosen in enumerate(value)}
        return sorted(groups, key=lambda group: places.get(group[1][0]["value"], MAX_PLACE))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        chosen = super().value_from_datadict(data, files, name)
        return sorted(chosen, key=lambda value: _place(data, f"{name}-place-{value}"))


def _place(data: Mapping[str, Any], name: str) -> int:
    written = str(data.get(name, ""))
    return min(int(written), MAX_PLACE) if written.isascii() and written.isdigit() else MAX_PLACE


class ArticleField(forms.CharField):
    """Returns the article with this title or address, or ``None``. Its initial value is a primary key."""

    widget = Suggestions

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 500, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return Post.objects.not_binned().filter(pk=value).values_list("title", flat=True).first() or ""
        return value

    def clean(self, value: Any) -> Post | None:
        written = super().clean(value)
        if not written:
            return None
        if (post := find_article(written)) is None:
            raise ValidationError(_("There is no article with this title or address."))
        return post

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
