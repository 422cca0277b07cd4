"""The paragraphs that WordPress makes of plain lines when it shows a text of its classic editor (``wpautop``).

The result is WordPress's own, but for ends of paragraphs without a beginning:
``python -m tests.wordpress.compare_paragraphs`` compares the two.
"""

import re

NAMES = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address"
    "|math|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details"
    "|menu|summary"
)
# Before and after these a paragraph ends. WordPress knows them in lower case only.
OPENING = re.compile(rf"<(?:{NAMES})[\s/>]")
CLOSING = re.compile(rf"</(?:{NAMES})>|<hr\s*?/?>")
# A tag whose name only begins like one of them counts here, as in WordPress.
TAG = rf"</?(?:{NAMES})[^<>]*>"
FIRST_TAG = re.compile(rf"\s*({TAG})")
LAST_TAG = re.compile(rf"({TAG})\s*\Z")
BREAK_AFTER_TAG = re.compile(rf"({TAG})\s*<br />")
BREAK_BEFORE_TAG = re.compile(r"<br />(\s*</?(?:p|li|div|dl|dd|dt|th|pre|td|ul|ol)[^<>]*>)")

ELEMENT = re.compile(r"<(?:!--(?:.*?-->|.*)|[^>]*>?)", re.DOTALL)
TWO_BREAKS = re.compile(r"<br\s*/?>\s*<br\s*/?>")
BLANK_LINES = re.compile(r"\n\s*\n")
WHITE_SPACE = re.compile(r"(<br />)?(\s+)")
# Around captions no line break counts.
CAPTION = re.compile(r"(?<!\s)\s*(<figcaption[^<>]*>)|(</figcaption>)\s*")
QUOTATION = re.compile(r"<blockquote[^<>]*>", re.IGNORECASE)
QUOTATION_END = "</blockquote>"
ENDED_INSIDE = re.compile(r"([^<]+)(</(?:div|address|form)>)")

NOTHING = {"", "<p>", "</p>", "<p></p>"}

# They stand for a line break within a tag, and for a text that is set aside.
IN_TAG = "\x01"
ASIDE = "<pre \x02></pre>"


def add_paragraphs(text: str) -> str:
    """Return ``text`` with ``<p>`` and ``<br />`` for its blank lines and line breaks. ``<pre>`` stays as it is."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(IN_TAG, "").replace("\x02", "")
    text, preformatted = _set_aside(text)
    text = CLOSING.sub("\\g<0>\n\n", OPENING.sub("\n\n\\g<0>", TWO_BREAKS.sub("\n\n", text)))
    text = ELEMENT.sub(lambda element: element[0].replace("\n", IN_TAG), text)
    text = CAPTION.sub(r"\1\2", text)
    chunks = [chunk.strip("\n") for chunk in BLANK_LINES.split(f"{text}\n")]
    html = "".join(f"{_paragraph(chunk)}\n" for chunk in chunks if chunk.strip() not in NOTHING)
    html = BREAK_BEFORE_TAG.sub(r"\1", BREAK_AFTER_TAG.sub(r"\1", _with_breaks(html))).replace(IN_TAG, "\n")
    parts = html.removesuffix("\n</p>").split(ASIDE)
    return parts[0] + "".join(pre + part for pre, part in zip(preformatted, parts[1:], strict=True))


def _set_aside(text: str) -> tuple[str, list[str]]:
    """Return the text with an empty ``pre`` for each one, and what they were."""
    *closed, rest = text.split("</pre>")
    kept: list[str] = []
    for number, part in enumerate(closed):
        before, tag, inside = part.partition("<pre")
        if tag:
            kept.append(f"{tag}{inside}</pre>")
            closed[number] = f"{before}{ASIDE}"
    return "".join(closed) + rest, kept


def _paragraph(chunk: str) -> str:
    """Return one part between blank lines as a paragraph, but for the ends at which it has a block's tag."""
    quotation = QUOTATION.match(chunk)
    start, end = quotation[0] if quotation else "", QUOTATION_END if chunk.endswith(QUOTATION_END) else ""
    return f"{start}{_inside(chunk.removeprefix(start).removesuffix(end))}{end}"


def _inside(chunk: str) -> str:
    if not chunk.strip():
        return ""
    if ended := ENDED_INSIDE.match(chunk):
        inside = f"<p>{ended[1]}" if ended[1].strip() else ""
        return f"{inside}</p>{chunk[ended.end(1) :]}"
    is_item = chunk.startswith("<li") and "\n" not in chunk
    first, last = FIRST_TAG.match(chunk), LAST_TAG.search(chunk)
    start = "" if first else "<p>"
    end = "" if last or is_item else "</p>"
    return f"{start}{chunk.lstrip() if first else chunk}{end}"


def _with_breaks(html: str) -> str:
    """Return the HTML with ``<br />`` before each line break that has none."""
    html = html.replace("<br>", "<br />").replace("<br/>", "<br />")

    def with_break(space: re.Match[str]) -> str:
        before, (_lines, line_end, rest) = space[1] or "", space[2].rpartition("\n")
        if not line_end or (before and space[2].find("\n") == 0 and space[2].count("\n") == 1):
            return space[0]
        return f"{before}<br />\n{rest}"

    return WHITE_SPACE.sub(with_break, html)
