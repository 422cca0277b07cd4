"""Texts that try to get script into a page, in every place of a block.

With ``HOSTILE_LISTS=FILE:FILE``, ``tests/core/test_hostile_texts.py`` also tries each line of these lists.
"""

import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from core import blocks
from core.block_texts import plain_html
from core.blocks import Shown
from core.html import Segment, clean_article, segments
from core.templatetags.blocks import render_block

# What the texts and the templates of blocks need. Nothing of it runs script by itself.
TAGS = set(
    "a abbr blockquote br code del em figcaption figure h2 h3 h4 hr i b img ins li ol p pre q s strong sub sup table "
    "tbody td th thead tr u ul div span aside picture source".split()
)
ATTRIBUTES = set(
    "alt aria-label aria-labelledby class colspan data-block data-key data-player decoding height href id loading "
    "media rel role rowspan sizes src srcset start title type width".split()
)
URL_ATTRIBUTES = ("href", "src", "data-player")
SCHEMES = {"", "http", "https", "mailto", "tel"}

PLACES = [
    "{}",
    '<figure data-block="picture" data-key="1">{}</figure>',
    '<figure data-block="gallery" data-key="1-2">{}</figure>',
    '<figure data-block="video" data-key="youtube-dQw4w9WgXcQ">{}</figure>',
    '<figure data-block="note" data-key="tip">{}</figure>',
    '<figure data-block="note" data-key="care"><ul><li>{}</li></ul></figure>',
    '<figure data-block="quote" data-key="plain"><p>One</p><p>— {}</p></figure>',
    '<figure data-block="offer" data-key="challenge">{}</figure>',
    '<figure data-block="article" data-key="knees">{}</figure>',
    '<figure data-block="unknown" data-key="1">{}</figure>',
    '<figure data-block="note" data-key="{}"><p>One</p></figure>',
    "<figure data-block=note data-key={}><p>One</p></figure>",
    '<figure data-block="{}" data-key="tip"><p>One</p></figure>',
    '<figure data-block="note" data-key="tip" {}><p>One</p></figure>',
    '<blockquote><figure data-block="note" data-key="tip">{}</figure></blockquote>',
    '<figure data-block="note" data-key="tip"><figure data-block="note" data-key="care">{}</figure></figure>',
    '<figure data-block="note" data-key="tip"><p>One</p>{}',
    '{}<figure data-block="note" data-key="tip"><p>One</p></figure>',
]

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</figure><script>alert(1)</script>",
    "</figure></div><iframe src=javascript:alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:x" title="&quot; onmouseover=alert(1) x=&quot;">x</a>',
    "<p style=position:fixed onclick=alert(1)>x</p>",
    "<style>@import '//evil.example'</style>",
    "<svg><p>x<style><a title='</style><img src=x onerror=alert(1)>'>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<table><caption><script>alert(1)</script></caption><tr><td>x",
    '<select><template><style><!--</style><a rel="--></style></template></select><img id=x src onerror=alert(1)>">',
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[><script>alert(1)</script>]]>",
    "<template><script>alert(1)</script></template>",
    "<object data=javascript:alert(1)><embed src=x>",
    "<base href=//evil.example><meta http-equiv=refresh content=0>",
    "<video><source onerror=alert(1)></video>",
    "<button><p><button><p>x",
    "<pre>\n\n\nx</pre>",
    "<a href=x>1<a href=y>2<table><a href=z>3",
    "{% load x %}{{ settings.SECRET_KEY }}",
    "youtube-dQw4w9WgXcQ&quot; onload=&quot;alert(1)",
    "<figcaption>a</figcaption><figure><img src=x></figure>",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<h2><ul><li><h3>a</h2>b",
]


def payloads() -> list[str]:
    names = filter(None, os.environ.get("HOSTILE_LISTS", "").split(":"))
    lines = (line for name in names for line in Path(name).read_text(encoding="utf-8", errors="replace").split("\n"))
    return [*PAYLOADS, *lines]


def texts() -> Iterable[str]:
    return (place.replace("{}", payload) for payload in payloads() for place in PLACES)


def dangers(html: str) -> list[str]:
    """Return what a part of a page has that no text or block may have."""
    found = []
    for node in LexborHTMLParser(f"<main>{html}</main>").css("main *"):
        tag = node.tag or ""
        if tag not in TAGS and not tag.startswith("-"):
            found.append(f"<{tag}>")
        for name, value in node.attributes.items():
            if name not in ATTRIBUTES:
                found.append(f"<{tag} {name}>")
            elif name in URL_ATTRIBUTES and urlsplit(re.sub(r"\s", "", value or "")).scheme.lower() not in SCHEMES:
                found.append(f"<{tag} {name}={value}>")
    return found


def rendered(html: str) -> str:
    """Return what pages, feeds and mails show of a text."""
    parts = segments(html)
    shown = found(frozenset((part.block, part.key) for part in parts if part.block))
    page = "".join(render_block(part, shown) if part.block else part.html for part in parts)
    return page + plain_html(parts, shown)


@cache
def found(kinds_and_keys: frozenset[tuple[str, str]]) -> Shown:
    """What the blocks show: the rows stay the same in the one test that asks."""
    return blocks.load(Segment(block=kind, key=key) for kind, key in kinds_and_keys)


def fault_of(text: str) -> str:
    """Return what is wrong with the text after it was cleaned, or an empty text."""
    cleaned = clean_article(text)
    if clean_article(cleaned) != cleaned:
        return f"cleaned twice it is not the same: {cleaned!r}"
    found = dangers(cleaned) or dangers(rendered(cleaned))
    return f"it has {', '.join(found)}: {cleaned!r}" if found else ""
