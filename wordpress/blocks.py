"""Make blocks of what WordPress shows at an address on a line of its own, and of its quotations and captions."""

import re

from core import blocks
from core.html import block_marker

# What the block editor, the classic editor and the players of the sites themselves have for an embedded address.
EMBEDS = [
    re.compile(
        r'<figure class="wp-block-embed[^>]*>\s*<div[^>]*>\s*(?P<address>[^\s<]+)\s*</div>\s*'
        r"(?:<figcaption[^>]*>(?P<caption>.*?)</figcaption>\s*)?</figure>",
        re.DOTALL,
    ),
    re.compile(r"\[embed[^\]]*\]\s*(?P<address>[^\s\[]+)\s*\[/embed\]"),
    re.compile(r'<iframe\b[^>]*?\ssrc="(?P<address>[^"]+)"[^>]*>\s*</iframe>'),
    re.compile(r"^[ \t]*(?:<p>)?(?P<address>https?://[^\s<]+)(?:</p>)?[ \t\r]*$", re.MULTILINE),
]

QUOTATION = re.compile(
    r'(?P<large><figure class="wp-block-pullquote[^>]*>\s*)?<blockquote[^>]*>(?P<words>(?:(?!</?blockquote).)*?)'
    r"<cite[^>]*>(?P<source>.*?)</cite>\s*</blockquote>(?(large)\s*</figure>)",
    re.DOTALL,
)
CAPTION = re.compile(
    r"\[caption[^\]]*\]\s*(?P<picture>(?:<a\b[^>]*>)?\s*<img\b[^>]*>\s*(?:</a>)?)(?P<caption>.*?)\[/caption\]",
    re.DOTALL,
)


def with_blocks(html: str) -> str:
    """Return the HTML with blocks. They stand between blank lines, on the top level."""
    html = CAPTION.sub(_figure, QUOTATION.sub(_quote, html))
    for embed in EMBEDS:
        html = embed.sub(_embedded, html)
    return html


def _figure(found: re.Match[str]) -> str:
    caption = found["caption"].strip()
    return f"\n\n<figure>{found['picture']}<figcaption>{caption}</figcaption></figure>\n\n"


def _quote(found: re.Match[str]) -> str:
    style = "large" if found["large"] else "plain"
    content = f"{found['words'].strip()}<p>— {found['source'].strip()}</p>"
    return f"\n\n{block_marker('quote', style, content)}\n\n"


def _embedded(found: re.Match[str]) -> str:
    address = found["address"].replace("&amp;", "&").replace("&#038;", "&")
    caption = found.groupdict().get("caption") or ""
    for block in blocks.all_kinds():
        if key := block.key_for_address(address):
            return f"\n\n{block_marker(block.kind, key, caption)}\n\n"
    return found[0]
