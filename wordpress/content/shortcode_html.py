"""What each shortcode becomes: HTML of the same meaning, which ``wordpress.content.writer`` reads."""

import re
from collections.abc import Callable
from html import escape
from urllib.parse import unquote

from wordpress.content.json_values import read_json, values_of_json
from wordpress.content.modules import module_html
from wordpress.content.notes import Notes
from wordpress.content.shortcode_names import LOW_LINE, NAMES
from wordpress.content.shortcodes import CODE, Shortcode

PICTURE = re.compile(r"((?:<a\b[^<>]*>)?\s*<img\b[^<>]*>\s*(?:</a>)?)(.*)", re.DOTALL)
BLOCK_TAG = re.compile(
    r"<(?:p|div|h\d|ul|ol|table|figure|blockquote|img|iframe|form|hr|audio|video)\b|\n", re.IGNORECASE
)
ATTACHMENT = re.compile(r"attachment_(\d{1,12})")
HIDDEN_VALUE = re.compile(r'<input\b[^<>]*\bvalue="([^"]*)"[^<>]*>')
AUDIO = ("src", "mp3", "m4a", "ogg", "wav", "flac", "wma")
VIDEO = ("src", "mp4", "m4v", "webm", "ogv", "wmv", "flv", "mov")
# Where that is found which a shortcode of Jetpack names by its number.
PAGES = {
    "archiveorg": "https://archive.org/details/{}",
    "bandcamp": "",
    "codepen": "",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "facebook": "",
    "flickr": "",
    "gist": "https://gist.github.com/{}",
    "googlemaps": "",
    "hulu": "",
    "instagram": "",
    "kickstarter": "",
    "medium": "",
    "mixcloud": "https://www.mixcloud.com/{}",
    "podcast": "",
    "polldaddy": "https://poll.fm/{}",
    "crowdsignal": "https://poll.fm/{}",
    "scribd": "https://www.scribd.com/document/{}",
    "slideshare": "https://www.slideshare.net/slideshow/embed_code/{}",
    "soundcloud": "",
    "spotify": "",
    "surveymonkey": "",
    "ted": "https://www.ted.com/talks/{}",
    "tiktok": "",
    "tweet": "https://twitter.com/i/status/{}",
    "twitter-timeline": "https://twitter.com/{}",
    "ustream": "https://video.ibm.com/recorded/{}",
    "videopress": "https://videopress.com/v/{}",
    "vimeo": "https://vimeo.com/{}",
    "vine": "",
    "wpvideo": "https://videopress.com/v/{}",
    "youku": "https://v.youku.com/v_show/id_{}",
    "youtube": "https://www.youtube.com/watch?v={}",
    "fusion_youtube": "https://www.youtube.com/watch?v={}",
    "fusion_vimeo": "https://vimeo.com/{}",
    "su_youtube": "",
    "su_vimeo": "",
}
NUMBERS = ("url", "href", "src", "link", "id", "poll", "username", "q", "widget")


def shortcode_html(shortcode: Shortcode, content: str, notes: Notes) -> str:
    """Return the HTML of a shortcode around ``content``, which has none left."""
    name = shortcode.name.lower()
    if write := WRITERS.get(name):
        return write(shortcode, content)
    if name in PAGES:
        return _player(shortcode, content, notes)
    if name in CODE:
        return f"<pre><code>{content.strip('\n').replace('<', '&lt;').replace('>', '&gt;')}</code></pre>"
    values = dict(shortcode.values)
    for key in [key for key, value in values.items() if value.startswith(("{", "%5B%7B"))]:
        # Oxygen keeps JSON in a value, WPBakery the same with codes for its signs.
        value = values.pop(key)
        values |= values_of_json(read_json(unquote(value) if value.startswith("%") else value))
    if hidden := HIDDEN_VALUE.search(content):
        # SiteOrigin keeps a widget as JSON in a hidden field.
        content = HIDDEN_VALUE.sub("", content)
        values |= values_of_json(read_json(_unescaped(hidden[1])))
    is_inline = bool(content.strip()) and not BLOCK_TAG.search(content)
    if name not in NAMES and LOW_LINE not in name:
        notes.unknown[shortcode.name] += 1
    html = module_html(shortcode.name, values, content, notes)
    # A word with a colour, or a button in a sentence, stays in its line.
    return content if is_inline and html == f"<div>{content.strip()}</div>" else html


def _unescaped(value: str) -> str:
    return (
        value.replace("&quot;", '"')
        .replace("&#039;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
    )


def _caption(shortcode: Shortcode, content: str) -> str:
    found = PICTURE.search(content)
    picture, words = found.groups() if found else (content, "")
    caption = shortcode.values.get("caption", "") or words.strip()
    number = ATTACHMENT.search(shortcode.values.get("id", ""))
    attachment = f' data-id="{number[1]}"' if number else ""
    place = escape(shortcode.values.get("align", ""))
    return f'\n\n<figure class="{place}"{attachment}>{picture.strip()}<figcaption>{caption}</figcaption></figure>\n\n'


def _gallery(shortcode: Shortcode, content: str) -> str:
    ids = shortcode.values.get("ids") or shortcode.values.get("include") or ""
    return f'\n\n<figure class="gallery" data-ids="{escape(ids)}"></figure>\n\n'


def _media(tag: str, names: tuple[str, ...]) -> Callable[[Shortcode, str], str]:
    def write(shortcode: Shortcode, content: str) -> str:
        found = [shortcode.values[name] for name in names if name in shortcode.values]
        found += [word for word in shortcode.words if "/" in word]
        source = found[0] if found else content.strip()
        return (
            f'\n\n<{tag} src="{escape(source.split("|")[0])}"></{tag}>\n\n' if source and "<" not in source else content
        )

    return write


def _embed(shortcode: Shortcode, content: str) -> str:
    address = content.strip() or shortcode.values.get("src", "")
    return f'\n\n<iframe src="{escape(address, quote=True).replace("&amp;amp;", "&amp;")}"></iframe>\n\n'


def _player(shortcode: Shortcode, content: str, notes: Notes) -> str:
    numbers = [shortcode.values[name] for name in NUMBERS if shortcode.values.get(name)]
    candidates = [*numbers, *shortcode.words, content.strip(), *shortcode.values.values()]
    address = next((value for value in candidates if value.startswith(("http://", "https://", "//"))), "")
    page = PAGES[shortcode.name.lower()]
    number = next(iter([*numbers, *shortcode.words]), "")
    if not address and page and number:
        address = page.format(number)
    if address:
        return f'\n\n<iframe src="{escape(address)}"></iframe>\n\n'
    return module_html(shortcode.name, shortcode.values, content, notes)


def _plain(shortcode: Shortcode, content: str) -> str:
    return content


WRITERS: dict[str, Callable[[Shortcode, str], str]] = {
    "caption": _caption,
    "wp_caption": _caption,
    "gallery": _gallery,
    "audio": _media("audio", AUDIO),
    "video": _media("video", VIDEO),
    "wp-video": _media("video", VIDEO),
    "embed": _embed,
    **dict.fromkeys(("dropcap", "highlight", "tooltip", "b", "i", "u", "lead"), _plain),
}
