"""Turn the body of a WordPress post into HTML: drop block comments, make paragraphs of plain lines."""

import re

from wordpress.blocks import with_blocks

BLOCK_COMMENT = re.compile(r"<!--\s*/?wp:.*?-->", re.DOTALL)
BLOCK_TAG = re.compile(
    r"</?(?:address|article|aside|blockquote|div|dl|figure|footer|form|h[1-6]|header|hr|iframe|li|nav|ol|p|pre|section"
    r"|table|tbody|td|tfoot|th|thead|tr|ul|video)\b",
    re.IGNORECASE,
)


def to_html(body: str, *, has_blocks: bool = True) -> str:
    """Return HTML for the editor. ``has_blocks`` says whether the text can have blocks.

    A body of the block editor keeps its markup. An older body gets the paragraphs that WordPress makes of blank lines
    when it shows a post (``wpautop``). ``h1`` becomes ``h2``, because the article's title is the page's ``h1``.
    """
    html, blocks = BLOCK_COMMENT.subn("", body)
    html = re.sub(r"<(/?)h1\b", r"<\1h2", html, flags=re.IGNORECASE)
    if has_blocks:
        html = with_blocks(html)
    if blocks:
        return re.sub(r"\n{2,}", "\n", html).strip()
    chunks = re.split(r"\n\s*\n", html.replace("\r\n", "\n").strip())
    return "\n".join(_paragraph(chunk.strip()) for chunk in chunks if chunk.strip())


def _paragraph(chunk: str) -> str:
    return chunk if BLOCK_TAG.search(chunk) else f"<p>{chunk.replace('\n', '<br>\n')}</p>"
