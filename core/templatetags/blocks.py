from typing import Any

from django import template
from django.template import Context, TemplateDoesNotExist
from django.utils.safestring import SafeString

from core.html import Segment

register = template.Library()


@register.simple_tag(takes_context=True)
def render_block(context: Context, segment: Segment, entry: Any) -> SafeString | str:
    """Render the block of ``segment`` in the text of ``entry``, an article or page, with the template
    ``blocks/<kind>.html``.

    Any app may add a kind by adding the template, which gets ``key`` and ``entry``. A kind without a template renders
    nothing.
    """
    try:
        drawing = context.template.engine.get_template(f"blocks/{segment.block}.html")  # type: ignore[union-attr]
    except TemplateDoesNotExist:
        return ""
    with context.push(key=segment.key, entry=entry):
        return drawing.render(context)
