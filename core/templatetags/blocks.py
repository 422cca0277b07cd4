from typing import Any

from django import template
from django.template import Context, TemplateDoesNotExist
from django.utils.safestring import SafeString

from core.html import Segment

register = template.Library()


@register.simple_tag(takes_context=True)
def block_of(context: Context, segment: Segment, entry: Any) -> SafeString | str:
    """The block of ``segment`` in the text of ``entry``, an article or page, as ``blocks/<kind>.html`` draws it.

    That template is all there is to a kind, whichever room it comes from; it finds ``key`` and ``entry`` in its
    context. A kind without one shows nothing.
    """
    try:
        drawing = context.template.engine.get_template(f"blocks/{segment.block}.html")  # type: ignore[union-attr]
    except TemplateDoesNotExist:
        return ""
    with context.push(key=segment.key, entry=entry):
        return drawing.render(context)
