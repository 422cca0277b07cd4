"""Read the comments of WordPress's block editor, such as ``<!-- wp:image {"id":7} -->``.

Most blocks have their HTML between two comments, and only the comments go. What follows is for the others: blocks
that WordPress makes when it shows the page, those of Divi 5, whose words are in the JSON, and text between blocks.
The form is described at https://developer.wordpress.org/block-editor/explanations/architecture/key-concepts/.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from html import escape
from itertools import batched
from typing import Any

from wordpress.content.json_values import read_json, values_of_json
from wordpress.content.modules import is_form, module_html
from wordpress.content.notes import Notes
from wordpress.content.paragraphs import add_paragraphs

COMMENT = re.compile(r"<!--\s+(/?)wp:([a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)\s+((?:(?!-->|<!--).)*+)-->", re.DOTALL)
ANY_COMMENT = re.compile(r"<!--(?:.*?-->|.*)", re.DOTALL)
# They show nothing by themselves, or what the page around the text shows here too.
SILENT = re.compile(
    r"spacer|nextpage|more|read-more|placeholder|avatar|loginout|term-description|site-(?:logo|title|tagline)"
    r"|(?:post|comment|comments|query)(?:-[a-z-]+)?"
)
# Their lines are plain text.
PLAIN = {"shortcode", "freeform"}
MAX_REUSED = 20

Reusable = Mapping[int, str]


def has_blocks(body: str) -> bool:
    return "<!-- wp:" in body


class BlockReader:
    """Turns blocks into HTML. ``expand`` returns HTML for the shortcodes in a text."""

    def __init__(self, notes: Notes, expand: Callable[[str], str], reusable: Reusable) -> None:
        self.notes = notes
        self.expand = expand
        self.reusable = reusable
        self.reused = 0

    def html(self, body: str) -> str:
        """Return the HTML of a text whose shortcodes are expanded."""
        parts = COMMENT.split(body)
        written = [add_paragraphs(_without_comments(parts[0]))]
        opened: list[str] = []
        waiting: Counter[str] = Counter()
        forms = 0
        for end, name, rest, text in batched(parts[1:], 4):
            is_single = rest.rstrip().endswith("/")
            if end:
                while waiting[name]:
                    last = opened.pop()
                    waiting[last] -= 1
                    forms -= is_form(last)
                    if last == name:
                        written.append("</div>" if name.startswith("divi/") and not is_form(name) and not forms else "")
                        break
            else:
                json = rest.rstrip().removesuffix("/").strip()
                written.append("" if forms else self._start(name, json, is_single=is_single))
            if not end and not is_single:
                opened.append(name)
                waiting[name] += 1
                forms += is_form(name)
            is_plain = not opened or opened[-1].removeprefix("core/") in PLAIN
            written.append("" if forms else add_paragraphs(_without_comments(text)) if is_plain else text)
        return "".join(written)

    def _start(self, name: str, json: str, *, is_single: bool) -> str:
        short = name.removeprefix("core/")
        values = read_json(json) if json.startswith("{") else None
        values = values if isinstance(values, dict) else {}
        if SILENT.fullmatch(short):
            return ""
        if name.startswith("divi/"):
            html = self.expand(module_html(name, values_of_json(values), "", self.notes, has_parts=not is_single))
            return html if is_single or is_form(name) else f"<div>{html}"
        if not is_single:
            self._behind(values)
            return "<form></form>" if is_form(name) else ""
        match short:
            case "block":
                return self._reused(values.get("ref"))
            case "separator":
                return "<hr>"
            case "social-link" | "navigation-link" | "navigation-submenu":
                return _link(short, values)
        return self.expand(module_html(short, values_of_json(values), "", self.notes))

    def _behind(self, values: dict[str, Any]) -> None:
        """Name the picture behind a group of blocks."""
        found = values_of_json({"style": values.get("style")}).get("style_background_background_image_url", "")
        self.notes.backgrounds += [found] if found else []

    def _reused(self, number: Any) -> str:
        text = self.reusable.get(number, "") if isinstance(number, int) else ""
        if not text or self.reused >= MAX_REUSED:
            self.notes.without_place[f"block {number}"] += 1
            return ""
        self.reused += 1
        text = self.expand(text)
        return self.html(text) if has_blocks(text) else add_paragraphs(_without_comments(text))


def _link(name: str, values: dict[str, Any]) -> str:
    """Return the link of a menu, or of a row of icons."""
    address, label = str(values.get("url") or ""), str(values.get("label") or "")
    words = label or str(values.get("service") or address).title()
    link = f'<a href="{escape(address)}">{escape(words)}</a>' if address else escape(words)
    return f"<li>{link}</li>" if name == "social-link" else f"<p>{link}</p>"


def _without_comments(text: str) -> str:
    return ANY_COMMENT.sub("", text)
