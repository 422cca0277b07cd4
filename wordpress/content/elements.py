"""Parse the HTML of a text into elements."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

import nh3

from core.html import TAG, TAGS_AND_TEXT

VOID = {"br", "hr", "img", "source", "track", "embed", "param", "input"}
INLINE = set("a abbr b br cite code del em i ins kbd label mark q s small span strong sub sup u".split())
CONTAINERS = set(
    "address article aside blockquote center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5"
    " h6 header hgroup hr legend li main nav object ol p pre section summary table tbody td tfoot th thead tr ul"
    " caption".split()
)
MEDIA = set("audio embed img param source video".split())

# The parser ends these by itself, so that they never stand in one another.
ENDED_BY_OTHERS = {"p", "li", "dd", "dt", "td", "th", "tr"}
# More than anybody writes. Parsers take a time that grows with the square of the depth.
MAX_DEPTH = 60
NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
ATTRIBUTE = re.compile(r' ([\w:-]+)="([^"]*)"')

CLEANER = nh3.Cleaner(
    tags=INLINE | CONTAINERS | MEDIA,
    clean_content_tags=set("script style select textarea template svg noscript".split()),
    attributes={
        "*": {"class", "id", "role"},
        "a": {"href", "title", "rel", "aria-label"},
        "abbr": {"title"},
        "img": {"src", "srcset", "alt", "width", "height"},
        "embed": {"src", "title"},
        "object": {"data"},
        "audio": {"src"},
        "video": {"src", "poster"},
        "source": {"src"},
        "input": {"type", "value"},
        "form": {"action"},
        "ol": {"start"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
    },
    generic_attribute_prefixes={"data-"},
    url_schemes={"http", "https", "mailto", "tel", "data"},
    link_rel=None,
)


@dataclass(slots=True)
class Element:
    """``attributes`` are unescaped. A child is an element, or text that is escaped as in HTML."""

    tag: str
    start: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Element | str]" = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def has_class(self, *beginnings: str) -> bool:
        return any(name.startswith(beginnings) for name in self.classes)

    def walk(self) -> "Iterator[Element]":
        """Yield the elements in it, in their order."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.walk()

    def find(self, *tags: str) -> "Element | None":
        return next((element for element in self.walk() if element.tag in tags), None)

    @property
    def text(self) -> str:
        """The words in it, on one line, not escaped."""
        return " ".join(unescape(TAG.sub("", self.html)).split())

    @property
    def html(self) -> str:
        """What is in it, as HTML."""
        return "".join(child if isinstance(child, str) else child.outer_html for child in self.children)

    @property
    def outer_html(self) -> str:
        return self.start if self.tag in VOID else f"{self.start}{self.html}</{self.tag}>"


def parse(html: str) -> Element:
    """Return an element with all that is in the HTML, as browsers read it, but for scripts, styles and drawings."""
    root = Element("div")
    open_elements = [root]
    for part in TAGS_AND_TEXT.split(CLEANER.clean(_within_depth(html))):
        if part.startswith("</"):
            if len(open_elements) > 1:
                open_elements.pop()
        elif found := NAME.match(part):
            values = {name: unescape(value) for name, value in ATTRIBUTE.findall(part)}
            element = Element(found[2], part, values)
            open_elements[-1].children.append(element)
            if element.tag not in VOID:
                open_elements.append(element)
        elif part:
            open_elements[-1].children.append(part)
    return root


def _within_depth(html: str) -> str:
    """Return the HTML with paragraphs in place of elements that stand too deep in others.

    A frame has no end then: whatever followed one that is not ended would be a part of it.
    """
    opened: dict[str, int] = {}
    depth = 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth
        found = NAME.match(tag[0])
        name = found[2].lower() if found else ""
        if name == "iframe":
            return "" if found and found[1] else f"<embed{tag[0][len('<iframe') :]}"
        if not found or name in VOID or name in ENDED_BY_OTHERS:
            return tag[0]
        if found[1]:
            if opened.get(name, 0):
                opened[name] -= 1
                depth -= 1
            return tag[0] if depth < MAX_DEPTH else ""
        opened[name] = opened.get(name, 0) + 1
        depth += 1
        return tag[0] if depth <= MAX_DEPTH else "" if name in INLINE else "<p>"

    return ANY_TAG.sub(kept, html)
