"""Read the comments of WordPress's block editor, such as ``<!-- wp:image {"id":7} -->``.

Most blocks have their HTML between two comments, and only the comments go. What follows is for the others: blocks
that WordPress makes when it shows the page, those of Divi 5, whose words are in the JSON, and plain text between blocks.
The form is described at https://developer.wordpress.org/block-editor/explanations/architecture/key-concepts/.
"""

import re
from collections.abc import Callable, Mapping
from html import escape
from itertools import batched
from typing import Any

from wordpress.content.modules import FORM, module_html, read_json, values_of_json
from wordpress.content.notes import Notes
from wordpress.content.paragraphs import add_paragraphs

COMMENT = re.compile(
    r"<!--\s+(/?)wp:([a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)\s+((?:(?!-->|<!--).)*+)-->", re.DOTALL
)
ANY_COMMENT = re.compile(r"<!--(?:.*?-->|.*)", re.DOTALL)
# They show nothing by themselves, or what the page around the text shows here too.
SILENT = set(
    "spacer nextpage more separator post-title post-date post-excerpt post-content post-featured-image post-author"
    " post-author-name post-author-biography post-terms post-navigation-link post-comments-form post-template site-logo"
    " site-title site-tagline query query-title query-no-results query-pagination query-pagination-next"
    " query-pagination-previous query-pagination-numbers comments comments-title comment-template comment-author-name"
    " comment-date comment-edit-link comment-content comment-reply-link comments-pagination comments-pagination-next"
    " comments-pagination-previous comments-pagination-numbers avatar loginout term-description read-more placeholder"
    .split()
)
# Blocks of these beginnings have words in their JSON, but no HTML.
MODULES = re.compile(r"(?:divi|acf|et|themify|kadence|stackable|generateblocks|uagb|yoast|jetpack)/")
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
        for end, name, rest, text in batched(parts[1:], 4):
            is_single = rest.rstrip().endswith("/")
            json = rest.rstrip().removesuffix("/").strip()
            if end:
                written.append(self._end(name, opened))
            else:
                written.append(self._start(name, json, is_single=is_single))
                opened += [] if is_single else [name]
            is_plain = not opened or opened[-1] in ("shortcode", "freeform", "core/freeform", "core/shortcode")
            written.append(add_paragraphs(_without_comments(text)) if is_plain else text)
        return "".join(written)

    def _start(self, name: str, json: str, *, is_single: bool) -> str:
        short = name.removeprefix("core/")
        values = read_json(json) if json.startswith("{") else None
        values = values if isinstance(values, dict) else {}
        if name.startswith("divi/"):
            return self._divi(short, values, is_single=is_single)
        if not is_single:
            self._behind(short, values)
            # The form itself follows, with the names of its fields.
            return ""
        if short == "block":
            return self._reused(values.get("ref"))
        if short in ("social-link", "navigation-link", "navigation-submenu"):
            return self._link(short, values)
        if short in SILENT or short.startswith(("post-", "comment", "query-")):
            return ""
        if short == "separator":
            return "<hr>"
        if short == "embed" or short.startswith("core-embed/"):
            return f'<iframe src="{escape(str(values.get("url", "")))}"></iframe>'
        if FORM.search(short.rpartition("/")[2]) or FORM.search(short):
            return "<form></form>"
        return self.expand(module_html(short, values_of_json(values), "", self.notes))

    def _end(self, name: str, opened: list[str]) -> str:
        if name not in opened:
            return ""
        while opened.pop() != name:
            pass
        return "</div>" if name.startswith("divi/") else ""

    def _divi(self, name: str, values: dict[str, Any], *, is_single: bool) -> str:
        html = self.expand(module_html(name, values_of_json(values), "", self.notes))
        if is_single:
            return html
        # A module with others in it is shown before them.
        if not html and self.notes.without_place[name]:
            self.notes.without_place[name] -= 1
            self.notes.without_place += type(self.notes.without_place)()
        return f"<div>{html}"

    def _behind(self, name: str, values: dict[str, Any]) -> None:
        """Name the picture behind a group."""
        background = values.get("style", {}) if isinstance(values.get("style"), dict) else {}
        image = background.get("background", {}).get("backgroundImage") if background.get("background") else None
        if isinstance(image, dict) and isinstance(image.get("url"), str):
            self.notes.backgrounds.append(image["url"])

    def _reused(self, number: Any) -> str:
        text = self.reusable.get(number, "") if isinstance(number, int) else ""
        if not text or self.reused >= MAX_REUSED:
            self.notes.without_place[f"block {number}"] += 1
            return ""
        self.reused += 1
        text = self.expand(text)
        return self.html(text) if has_blocks(text) else add_paragraphs(_without_comments(text))

    def _link(self, name: str, values: dict[str, Any]) -> str:
        address = str(values.get("url") or "")
        words = str(values.get("label") or values.get("service") or address).strip()
        if not words:
            return ""
        words = words.title() if name == "social-link" and words.islower() and "label" not in values else words
        link = f'<a href="{escape(address)}">{escape(words)}</a>' if address else escape(words)
        return f"<li>{link}</li>" if name == "social-link" else f"<p>{link}</p>"


def _without_comments(text: str) -> str:
    return ANY_COMMENT.sub("", text)
