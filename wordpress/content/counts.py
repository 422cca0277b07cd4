"""Count what is in a text before and after, so that nothing is lost unsaid.

The raw text is counted by patterns of its own, not by what converts it: what the one overlooks, the other shows.
"""

import re
from dataclasses import astuple, dataclass, fields
from html import unescape

from django.utils.translation import gettext as _

WORD = re.compile(r"\w+(?:['’.,/-]\w+)*")
# An address in the text becomes a player or a link with other words.
ADDRESS = re.compile(r"https?://[^\s<>\"\]]+")
COMMENT = re.compile(r"<!--(?:(?!-->).)*+(?:-->|\Z)", re.DOTALL)
# Forms become a link, players are counted as such, and nobody reads the others.
UNREAD = re.compile(
    r"<(script|style|select|textarea|svg|noscript|form|template|audio|video|object|iframe)\b"
    r"(?:(?!</?\1\b).)*+</\1\s*>",
    re.DOTALL | re.IGNORECASE,
)
INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|big|cite|code|del|em|font|i|ins|kbd|label|mark|q|s|small|span|strong|sub|sup|tt|u)\b[^<>]*>",
    re.IGNORECASE,
)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
BRACKETS = re.compile(r"\[(/?)([a-zA-Z][\w-]*)((?:[\s=](?:\"[^\"]*\"|[^\[\]\"])*)?)/?\]")
LONE_NAMES = set("archives audio contact-form gallery playlist sitemap spotify tweet video vimeo youtube".split())
SHOWN_VALUE = re.compile(
    r"\s(?:title|heading|subhead|button_text|button_one_text|button_two_text|job_title|company_name|author|h2|h4|text"
    r"|caption)=\"([^\"]*)\""
)
VALUE_IN_JSON = re.compile(r'"(?:value|text)":"((?:[^"\\]|\\.)*)"')

SECOND_LINK = re.compile(r"<a\b[^<>]*wp-block-file__button[^<>]*>(?:(?!</?a\b).)*+</a>", re.DOTALL)
LINK = re.compile(r"<a\b[^<>]*\shref=[\"']?[^\s\"'<>][^<>]*>(?!\s*</a>)", re.IGNORECASE)
LINK_TO_ITSELF = re.compile(
    r"<a\b(?:[^<>]*href=[\"'][^\"'<>]*\.(?:jpe?g|png|gif|webp)\b|[^<>]*rel=[\"'][^\"'<>]*attachment)[^<>]*>\s*<img\b",
    re.IGNORECASE,
)
LINK_OF_MODULE = re.compile(r'\s(?:button_url|button_one_url|button_two_url)="[^"]+"|"linkUrl":"[^"]+"')
IMAGE = re.compile(r"<img\b(?![^<>]*(?:smilies|core/emoji|wp-smiley))[^<>]*\ssrc=[\"']?[^\s\"']", re.IGNORECASE)
IMAGE_OF_MODULE = re.compile(
    r'\[et_pb_(?:fullwidth_)?image\b[^\]]*\ssrc="[^"]+"|\[et_pb_(?:blurb|slide)\b[^\]]*\simage="[^"]+"'
    r'|\[vc_single_image\b[^\]]*\simage="\d+"|"src":"[^"]+\.(?:jpe?g|png|gif|webp)"'
)
IDS = re.compile(r"\[gallery\b[^\]]*\s(?:ids|include)=[\"']?([\d,\s]+)")
PLAYER = re.compile(
    r"<(?:iframe|audio|video)\b[^<>]*\ssrc=|<source\b|\[(?:embed|youtube|vimeo|audio|video|et_pb_video|et_pb_audio)\b[^\]]*\]"
    r"|<div class=\"wp-block-embed__wrapper\">\s*https?:"
    r"|(?:^|<p>|<br />)[ \t]*https?://[^\s<]+[ \t\r]*(?:$|</p>|<br />)",
    re.IGNORECASE | re.MULTILINE,
)
MARKER = re.compile(r'<figure data-block="(\w+)" data-key="([^"]*)">')


@dataclass(frozen=True, slots=True)
class Counts:
    words: int = 0
    links: int = 0
    pictures: int = 0
    embeds: int = 0

    def by_name(self) -> dict[str, int]:
        return {field.name: value for field, value in zip(fields(self), astuple(self), strict=True)}


def count_raw(body: str) -> Counts:
    """Count what is in a text of WordPress."""
    text = SECOND_LINK.sub("", COMMENT.sub(" ", body))
    return Counts(
        words=len(_raw_words(body)),
        links=len(LINK.findall(text)) - len(LINK_TO_ITSELF.findall(text)) + len(LINK_OF_MODULE.findall(body)),
        pictures=len(IMAGE.findall(text))
        + len(IMAGE_OF_MODULE.findall(body))
        + sum(len(re.findall(r"\d+", ids)) for ids in IDS.findall(text)),
        embeds=len(PLAYER.findall(text)),
    )


def _raw_words(body: str) -> list[str]:
    """Return what people read, as it seems from the outside."""
    ended = set(re.findall(r"\[/([a-zA-Z][\w-]*)\]", body))

    def without_brackets(found: re.Match[str]) -> str:
        end, name, values = found.groups()
        if name in ended or name in LONE_NAMES or "_" in name or "=" in values or end:
            return f" {' '.join(SHOWN_VALUE.findall(values))} "
        return found[0]

    in_json = (
        value.encode().decode("unicode_escape", "ignore") for value in VALUE_IN_JSON.findall(body) if " " in value
    )
    text = UNREAD.sub(" ", SECOND_LINK.sub("", COMMENT.sub("", body)))
    text = BRACKETS.sub(without_brackets, f"{text} {' '.join(in_json)}")
    return _words(text)


def _words(html: str) -> list[str]:
    return WORD.findall(ADDRESS.sub(" ", unescape(TAG.sub(" ", INLINE_TAG.sub("", html)))))


def count_written(html: str) -> Counts:
    """Count what is in a text of this site."""
    blocks = MARKER.findall(html)
    shown = [len(key.split("-")) if kind == "gallery" else 1 for kind, key in blocks if kind in ("picture", "gallery")]
    return Counts(
        words=len(_words(html)),
        links=html.count("<a href="),
        pictures=html.count("<img ") + sum(shown),
        embeds=sum(kind == "video" for kind, _key in blocks),
    )


def losses(before: Counts, after: Counts) -> str:
    """Return a sentence on what there is less of, or an empty text."""
    names = {"words": _("words"), "links": _("links"), "pictures": _("pictures"), "embeds": _("embedded")}
    pairs = zip(names.values(), astuple(before), astuple(after), strict=True)
    less = [f"{name} {was} → {now}" for name, was, now in pairs if now < was]
    return _("Fewer than before: %(what)s.") % {"what": ", ".join(less)} if less else ""
