"""A WordPress body as HTML: block comments dropped, raw lines made into paragraphs."""

import re

BLOCK_COMMENT = re.compile(r"<!--\s*/?wp:.*?-->", re.DOTALL)
BLOCK_TAG = re.compile(
    r"</?(?:address|article|aside|blockquote|div|dl|figure|footer|form|h[1-6]|header|hr|iframe|li|nav|ol|p|pre|section"
    r"|table|tbody|td|tfoot|th|thead|tr|ul|video)\b",
    re.IGNORECASE,
)


def to_html(body: str) -> str:
    """HTML for the editor. Bodies of the block editor keep their markup; older ones get the paragraphs that WordPress
    made of blank lines when it showed them (``wpautop``). A heading of the first level becomes one of the second, as
    the title is the page's first."""
    html, blocks = BLOCK_COMMENT.subn("", body)
    html = re.sub(r"<(/?)h1\b", r"<\1h2", html, flags=re.IGNORECASE)
    if blocks:
        return re.sub(r"\n{2,}", "\n", html).strip()
    chunks = re.split(r"\n\s*\n", html.replace("\r\n", "\n").strip())
    return "\n".join(_paragraph(chunk.strip()) for chunk in chunks if chunk.strip())


def _paragraph(chunk: str) -> str:
    return chunk if BLOCK_TAG.search(chunk) else f"<p>{chunk.replace('\n', '<br>\n')}</p>"
