"""How each element of a text is written."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from core.html import block_marker
from wordpress.content import media_writers
from wordpress.content.elements import Element
from wordpress.content.inline import inline, is_block, link

if TYPE_CHECKING:
    from wordpress.content.flow import Flow

Around = tuple[Element, ...]

# The article's title is the first level.
HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "legend": 6}
DEEPEST_HEADING = 4
GALLERIES = (
    "wp-block-gallery",
    "gallery",
    "tiled-gallery",
    "wp-block-jetpack-tiled-gallery",
    "wp-block-jetpack-slideshow",
)


def write_heading(flow: "Flow", element: Element, around: Around) -> None:
    """Write a heading one level below the one that it belongs to: themes and builders choose levels by their look."""
    html, blocks = flow.nested(element.children, around)
    words = html.replace("<p>", "").replace("</p>", " ").strip()
    flow.end_line()
    if words:
        above = flow.place.headings
        while above and above[-1] >= HEADINGS[element.tag]:
            above.pop()
        above.append(HEADINGS[element.tag])
        tag = f"h{min(len(above) + 1, DEEPEST_HEADING)}"
        flow.add_html(f"<{tag}>{words}</{tag}>")
    for block in blocks:
        flow.add_html(block)


def write_list(flow: "Flow", element: Element, around: Around) -> None:
    """Write a list. Before and after a block there are two of them, whose numbers go on."""
    if element.has_class(*GALLERIES):
        media_writers.write_gallery(flow, element, "")
        return
    items: list[str] = []
    number = start = _number(element.attributes.get("start", ""))

    def end_list() -> None:
        nonlocal start
        if items:
            first = f' start="{start}"' if element.tag == "ol" and start != 1 else ""
            flow.add_html(f"<{element.tag}{first}>\n{'\n'.join(items)}\n</{element.tag}>")
        items.clear()
        start = number

    flow.end_line()
    for child in element.children:
        if isinstance(child, str) and not child.strip():
            continue
        is_item = isinstance(child, Element) and child.tag == "li"
        html, blocks = flow.nested(child.children if isinstance(child, Element) and is_item else [child], around)
        if html:
            items.append(f"<li>{html}</li>")
            number += 1
        if blocks:
            end_list()
        for block in blocks:
            flow.add_html(block)
    end_list()


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 1


def write_table(flow: "Flow", element: Element, around: Around) -> None:
    """Write a table, and after it the blocks in it. One that only places things on the page is left out around them."""
    cells = [cell for cell in element.walk() if cell.tag in ("td", "th")]
    if len(cells) < 2 or element.attributes.get("role") == "presentation" or element.find("table"):
        flow.add_lines(element.children, around)
        return
    flow.end_line()
    if caption := element.find("caption"):
        flow.add_lines(caption.children, around)
    rows: list[tuple[str, str]] = []
    lifted: list[str] = []
    for part in [element, *element.children]:
        if not isinstance(part, Element) or part.tag not in ("table", "thead", "tbody", "tfoot"):
            continue
        for row in part.children:
            if isinstance(row, Element) and row.tag == "tr":
                rows.append(("thead" if part.tag == "thead" else "tbody", _row(flow, row, lifted)))
    if any("<t" in row and row.replace("<td></td>", "").replace("<th></th>", "") for _part, row in rows):
        flow.add_html(f"<table>{''.join(_part(name, rows) for name in ('thead', 'tbody'))}</table>")
    for block in lifted:
        flow.add_html(block)


def _part(name: str, rows: list[tuple[str, str]]) -> str:
    inside = "".join(f"<tr>{row}</tr>" for part, row in rows if part == name)
    return f"<{name}>{inside}</{name}>" if inside else ""


def _row(flow: "Flow", row: Element, lifted: list[str]) -> str:
    html = ""
    for cell in row.children:
        if isinstance(cell, Element) and cell.tag in ("td", "th"):
            inside, blocks = flow.nested(cell.children)
            lifted += blocks
            spans = ((name, cell.attributes.get(name, "")) for name in ("colspan", "rowspan"))
            values = "".join(f' {name}="{value}"' for name, value in spans if value.isdecimal() and len(value) < 4)
            html += f"<{cell.tag}{values}>{inside}</{cell.tag}>"
    return html


def write_preformatted(flow: "Flow", element: Element, around: Around) -> None:
    flow.add_html(f"<pre>{inline(element.children)}</pre>")


def write_quotation(flow: "Flow", element: Element, around: Around, style: str = "plain") -> None:
    """Write a quotation. With its source, it is a block, and so is a large one."""
    last = [child for child in element.children if isinstance(child, Element) or child.strip()][-1:]
    source = _source(last[0]) if last and isinstance(last[0], Element) else None
    if source and last and isinstance(last[0], Element):
        _remove(element, source)
    inside = type(flow)(flow.place)
    inside.add_all(element.children)
    inside.end_line()
    blocks = [html for html, _is_text in inside.written if is_block(html)]
    inside.written = [part for part in inside.written if not is_block(part[0])]
    said = inline(source.children).strip() if source else ""
    words = inside.html() + (f"<p>— {said}</p>" if said else "")
    flow.end_line()
    if (said or style == "large") and words and flow.place.has_blocks:
        flow.add_html(block_marker("quote", style, words))
    elif words:
        flow.add_html(f"<blockquote>{words}</blockquote>")
    for block in blocks:
        flow.add_html(block)


def _source(element: Element) -> Element | None:
    """Return the ``cite`` or ``footer`` with which the element ends."""
    if element.tag in ("cite", "footer"):
        return element
    last = [child for child in element.children if isinstance(child, Element) or child.strip()][-1:]
    return _source(last[0]) if last and isinstance(last[0], Element) and element.tag in ("p", "div") else None


def _remove(parent: Element, element: Element) -> None:
    for holder in [parent, *parent.walk()]:
        holder.children = [child for child in holder.children if child is not element]


def write_figure(flow: "Flow", element: Element, around: Around) -> None:
    """Write what a figure shows, with its caption."""
    captions = [child for child in element.children if isinstance(child, Element) and child.tag == "figcaption"]
    caption = " ".join(filter(None, (inline(child.children).strip() for child in captions)))
    if element.has_class(*GALLERIES) or "data-ids" in element.attributes:
        media_writers.write_gallery(flow, element, caption)
        return
    flow.end_line()
    flow.figure, flow.caption = element, caption
    for child in element.children:
        if isinstance(child, Element) and child.tag == "blockquote" and element.has_class("wp-block-pullquote"):
            write_quotation(flow, child, around, "large")
        elif child not in captions:
            flow.add_all([child], around)
    flow.end_line()
    flow.figure = None
    if words := flow.take_caption():
        flow.add_text(words)
    for picture in (inner for child in captions for inner in child.walk() if inner.tag == "img"):
        media_writers.write_picture(flow, picture, around)


def write_division(flow: "Flow", element: Element, around: Around) -> None:
    if element.has_class(*GALLERIES) and len([inner for inner in element.walk() if inner.tag == "img"]) > 1:
        media_writers.write_gallery(flow, element, "")
        return
    if element.has_class("wp-block-file"):
        # Its second link, and its preview, are of the same file.
        links = [child for child in element.children if isinstance(child, Element) and child.tag == "a"]
        element.children = [*links[:1]]
    flow.add_lines(element.children, around)


def write_term(flow: "Flow", element: Element, around: Around) -> None:
    """Write the name of what follows: a term of a list, or the line that opens details."""
    html, blocks = flow.nested(element.children, around)
    flow.end_line()
    if html:
        flow.add_text(f"<strong>{html}</strong>" if "<p>" not in html else html)
    for block in blocks:
        flow.add_html(block)


def write_rule(flow: "Flow", element: Element, around: Around) -> None:
    flow.add_html("<hr>")


def write_form(flow: "Flow", element: Element, around: Around) -> None:
    """Write a link to the application in place of a form. Each page of the site has its own search."""
    fields = [inner for inner in element.walk() if inner.tag == "input"]
    is_search = element.attributes.get("role") == "search" or any(
        inner.attributes.get("type") == "search" for inner in fields
    )
    flow.end_line()
    if not is_search:
        flow.place.notes.forms += 1
        words = flow.place.notes.add_words(_("Apply for coaching"))
        flow.add_text(link(reverse("application_create"), words))


WRITERS: dict[str, Callable[["Flow", Element, Around], None]] = {
    **dict.fromkeys(HEADINGS, write_heading),
    **dict.fromkeys(("ul", "ol"), write_list),
    **dict.fromkeys(("dt", "summary"), write_term),
    **dict.fromkeys(("embed", "object"), media_writers.write_embed),
    **dict.fromkeys(("audio", "video"), media_writers.write_player),
    "blockquote": write_quotation,
    "div": write_division,
    "figure": write_figure,
    "form": write_form,
    "hr": write_rule,
    "img": media_writers.write_picture,
    "pre": write_preformatted,
    "table": write_table,
}
