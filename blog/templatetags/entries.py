from typing import Any

from django import template

from blog.desk.words import sentence_of

register = template.Library()


@register.filter
def shown_state(entry: Any) -> str:
    """Say whether an entry is public, of a list with ``is_newest_applied``."""
    return sentence_of(entry, has_changes=entry.is_out_or_scheduled and entry.is_newest_applied is False)
