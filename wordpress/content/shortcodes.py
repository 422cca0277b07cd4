"""Find the shortcodes of a text, such as ``[gallery ids="1,2"]``, and put HTML in their place.

The form is that of WordPress's Shortcode API (https://codex.wordpress.org/Shortcode_API). In a WordPress only names
that are registered are shortcodes; here we have to tell from how a bracket looks.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from wordpress.content.shortcode_names import NAMES, is_known

VALUE = r"\"[^\"]*+\"|'[^']*+'|“[^”“\]]*+”|”[^”“\]]*+”|&quot;(?:(?!&quot;)[^\]])*+&quot;|[^\s\[\]\"']*+"
TOKEN = re.compile(
    r"<!--(?:.*?-->|.*)"
    r"|<(?P<raw>pre|code|script|style)\b[^<>]*>"
    r"|</?[a-zA-Z][^<>]*>"
    r"|(?P<escaped>\[?)\[(?P<end>/?)(?P<name>[a-zA-Z][\w-]*+)"
    rf"(?P<values>(?:=[^\s\[\]]++)?(?:\s++(?:[^\s\[\]\"'=]++(?:\s*+=\s*+(?:{VALUE}))?|\"[^\"]*+\"|'[^']*+'))*+\s*+/?)\]",
    re.DOTALL,
)
ATTRIBUTE = re.compile(
    rf"(?:(?P<key>[\w-]+)\s*=\s*(?P<value>{VALUE}))|(?P<word>https?://\S+|\"[^\"]*\"|'[^']*'|[^\s=]+)|=(?P<only>\S+)"
)
QUOTES = "\"'“”″"
END_TAG = re.compile(r"\[/([a-zA-Z][\w-]*)\]")
# What stands in these is shown as it is written.
CODE = set("bash c code cpp csharp css html java javascript js php python ruby sourcecode sql xml".split())
# Deeper ones are shown without what surrounds them.
MAX_DEPTH = 40


@dataclass(slots=True)
class Shortcode:
    """``values`` has those with a name, in lower case; ``words`` are the others."""

    name: str
    values: dict[str, str]
    words: list[str] = field(default_factory=list)


# Returns HTML for a shortcode, and for what stands between its start and end.
Render = Callable[[Shortcode, str], str]


@dataclass(slots=True)
class _Part:
    """Text, or a start or end tag. The start tag knows its end: the number of the part, or 0 if it has none."""

    text: str = ""
    shortcode: Shortcode | None = None
    end_of: str = ""
    end: int = 0


def expand(text: str, render: Render) -> str:
    """Return the text with HTML for its shortcodes. Comments, tags, ``pre`` and ``code`` stay as they are."""
    if "[" not in text:
        return text
    parts = _find_ends(_split(text))
    # What was written so far: of the text, and of each shortcode that is open.
    written: list[list[str]] = [[]]
    opened: list[Shortcode] = []
    ends: dict[int, int] = {}
    for number, part in enumerate(parts):
        if part.shortcode and part.end and len(opened) < MAX_DEPTH:
            opened.append(part.shortcode)
            written.append([])
            ends[part.end] = number
        elif part.shortcode:
            written[-1].append(render(part.shortcode, part.text))
        elif number in ends:
            content = "".join(written.pop())
            written[-1].append(render(opened.pop(), content))
        elif not part.end_of:
            written[-1].append(part.text)
    return "".join(written[0])


def _split(text: str) -> list[_Part]:
    ended = set(END_TAG.findall(text))
    started: set[str] = set()
    parts: list[_Part] = []
    begin = position = 0
    without_end: set[str] = set()
    while found := TOKEN.search(text, position):
        position = found.end()
        if raw := found["raw"]:
            position = _after(text, f"</{raw}", position, without_end)
        elif name := found["name"]:
            shortcode = Shortcode(name, *_values(found["values"]))
            if not _is_shortcode(shortcode, found, ended, started):
                position = found.start() + 1
                continue
            if found["escaped"] and text.startswith("]", position):
                parts += [_Part(text[begin : found.start()]), _Part(found[0][1:])]
                position += 1
                begin = position
                continue
            parts.append(_Part(text[begin : found.start() + len(found["escaped"])]))
            begin = position
            if found["end"]:
                parts.append(_Part(end_of=name))
                continue
            started.add(name)
            end = f"[/{name}]"
            if name in CODE and (stop := text.find(end, position)) >= 0:
                parts.append(_Part(text[position:stop], shortcode))
                begin = position = stop + len(end)
            else:
                parts.append(_Part(shortcode=shortcode))
    return [*parts, _Part(text[begin:])]


def _after(text: str, end: str, position: int, without_end: set[str]) -> int:
    """Return where the next ``end`` is, or ``position`` if there is none. A text is searched once for what it lacks."""
    if end in without_end:
        return position
    found = text.find(end, position)
    if found < 0:
        without_end.add(end)
        return position
    return found


def _is_shortcode(shortcode: Shortcode, found: re.Match[str], ended: set[str], started: set[str]) -> bool:
    """Tell a shortcode from words in brackets, such as [sic] or [see below]."""
    name = shortcode.name
    if is_known(name):
        return True
    if found["end"]:
        return name in started
    if name in ended or (found["values"].endswith("/") and name.islower()):
        return True
    if shortcode.words or found["values"].startswith("="):
        return name in NAMES and any("://" in word for word in shortcode.words)
    return bool(shortcode.values) or ("-" in name and name.islower() and _is_alone(found))


def _is_alone(found: re.Match[str]) -> bool:
    """Tell whether it has a line, or an element, of its own."""
    before = found.string[max(0, found.start() - 40) : found.start()].rstrip(" \t")
    after = found.string[found.end() : found.end() + 40].lstrip(" \t")
    return before[-1:] in ("", "\n", "\r", ">") and after[:1] in ("", "\n", "\r", "<")


def _values(text: str) -> tuple[dict[str, str], list[str]]:
    values: dict[str, str] = {}
    words: list[str] = []
    for found in ATTRIBUTE.finditer(text.removesuffix("/") if not text.endswith("://") else text):
        if key := found["key"]:
            values[key.lower()] = _unquoted(found["value"])
        else:
            words.append(_unquoted(found["word"] or found["only"]))
    return values, words


def _unquoted(value: str) -> str:
    value = value.removeprefix("&quot;").removesuffix("&quot;")
    return value[1:-1] if len(value) > 1 and value[0] in QUOTES and value[-1] in QUOTES else value


def _find_ends(parts: list[_Part]) -> list[_Part]:
    """Tell each start tag where its end is. What is still open at an end of what surrounds it has none."""
    opened: list[tuple[str, _Part]] = []
    waiting: Counter[str] = Counter()
    for number, part in enumerate(parts):
        # What is shown as it is written has its end within it.
        if part.shortcode and not (part.shortcode.name in CODE and part.text):
            opened.append((part.shortcode.name, part))
            waiting[part.shortcode.name] += 1
        elif part.end_of and waiting[part.end_of]:
            name = ""
            while name != part.end_of:
                name, start = opened.pop()
                waiting[name] -= 1
            start.end = number
    return parts
