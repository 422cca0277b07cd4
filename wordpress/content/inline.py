"""The words of a line, with the tags that texts may have there."""

from collections.abc import Iterable
from html import escape

from wordpress.content.elements import Element

# What is written in the site's texts, and what other inline tags become. The others leave their words.
KEPT_INLINE = {tag: tag for tag in "a abbr b code del em i ins q s strong sub sup u".split()}
KEPT_INLINE |= {"kbd": "code", "cite": "em", "mark": "strong"}


def inline(children: Iterable[Element | str]) -> str:
    """Return what stands in a line, with the tags that texts may have there."""
    html = ""
    for child in children:
        if isinstance(child, str):
            html += child
        elif child.tag == "br":
            html += "<br>"
        else:
            inner = inline(child.children)
            html += wrapped(inner, (child,)) if child.tag in KEPT_INLINE else inner
    return html


def is_block(html: str) -> bool:
    return html.startswith("<figure data-block")


def link(address: str, words: str) -> str:
    return f'<a href="{escape(address)}">{escape(words)}</a>'


def wrapped(html: str, around: tuple[Element, ...]) -> str:
    """Return the words with the inline tags that stand around them. Space alone needs none."""
    if not html.strip():
        return html
    for element in reversed(around):
        tag = KEPT_INLINE[element.tag]
        names = {"a": ("href", "title"), "abbr": ("title",)}.get(tag, ())
        values = [(name, element.attributes[name]) for name in names if element.attributes.get(name)]
        if tag == "a" and not values:
            continue
        html = f"<{tag}{''.join(f' {name}="{escape(value)}"' for name, value in values)}>{html}</{tag}>"
    return html
