from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.forms.widgets import Media
from django.template import Context
from django.template.loader import get_template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core import blocks, html
from core.blocks import Shown
from core.html import Segment

register = template.Library()


@register.simple_tag(takes_context=True)
def show_text(context: Context, segments: list[Segment]) -> SafeString:
    """Show a text with its blocks, each with the template ``blocks/<kind>.html``. Links can lead to its headings."""
    segments = html.with_anchors(segments)
    shown = blocks.load(segments, context.flatten()) if any(segment.block for segment in segments) else {}
    return format_html_join("", "{}", ((part,) for part in _parts(segments, shown)))


@register.simple_tag
def headings(segments: list[Segment]) -> list[html.Heading]:
    """Return what a list of contents of the text shows."""
    return html.headings(html.with_anchors(segments))


def _parts(segments: Iterable[Segment], shown: Shown) -> Iterator[str]:
    for segment in segments:
        yield render_block(segment, shown) if segment.block else segment.html


def render_block(segment: Segment, shown: Shown) -> str:
    """Return the HTML of a block as readers see it. It is empty if the block shows nothing."""
    return _render(segment, shown) if blocks.is_shown(segment, shown) else ""


def render_alone(segment: Segment) -> str:
    """Return the HTML of a block for its writer, who may not have written in it yet. It is empty if its key shows
    nothing."""
    return _render(segment, blocks.load([segment]))


def _render(segment: Segment, shown: Shown) -> str:
    block, what = blocks.find(segment.block), shown.get((segment.block, segment.key))
    if block is None or what is None:
        return ""
    context = block.context(segment.key, what, segment.content)
    return get_template(f"blocks/{segment.block}.html").render(context)


register.simple_tag(blocks.all_kinds, name="kinds_of_blocks")


@register.inclusion_tag("core/block_kinds.html")
def block_kinds() -> dict[str, Any]:
    """Tell ``js/editor-blocks.js`` which kinds there are, and load what their forms and previews need."""
    kinds = blocks.all_kinds()
    media = sum((block.form_class().media for block in kinds), Media())
    return {"kinds": kinds, "media": media}


@register.inclusion_tag("core/block_assets.html")
def block_assets(segments: Iterable[Segment]) -> dict[str, Any]:
    """Link the style sheet and the scripts that the blocks of a text need."""
    found = {segment.block for segment in segments if segment.block}
    kinds = [block for kind in sorted(found) if (block := blocks.find(kind))]
    return {
        "has_styles": any(block.has_own_styles for block in kinds),
        "scripts": [block.script for block in kinds if block.script],
    }
