"""One rule for the modules of all page builders: their pictures, words, links and buttons, in the order of a reader.

A module has values with names: the attributes of a shortcode, or the JSON of a block. What a value is for is told by
the end of its name, which is much the same in Divi, WPBakery, Avada and the others.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from urllib.parse import unquote

from wordpress.content.embeds import video_key
from wordpress.content.files import is_picture
from wordpress.content.json_values import SIZES
from wordpress.content.notes import Notes


def _ends_with(names: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|_)(?:{names})\Z")


BACKGROUND = _ends_with(
    "(?:background|bg|parallax)_?(?:image|img|url|image_url|src|image_src)|background_image_\\w+|bg_image_\\w+"
)
PICTURES = _ends_with("gallery_ids|ids|images|image_ids|include|gallery|photos")
PICTURE = _ends_with(
    "(?:image|photo|portrait|img|picture|logo|avatar|thumbnail|media)(?:_?(?:url|src|id))?|src|url|content"
)
ALTERNATIVE = _ends_with("alt|alt_text|image_alt")
PLAYER = _ends_with(
    "src|video|video_?(?:url|src|link)|src_webm|url|link|id|audio|mp3|mp4|audio_?(?:url|src)|youtube_url|vimeo_url"
)
BUTTON = _ends_with(
    "(?:button|btn|link|more|read_more|cta)(?:_?(?:one|two|three|1|2|3|primary|secondary))?_?(?:text|title|label|caption)"
)
ADDRESS = _ends_with("(?:[a-z0-9]+_)*(?:url|link|href|button_link|link_option_url)")
TITLE = _ends_with("(?<!job_)(?<!sub_)title(?:_text)?|heading|header|h2|question")
PRICE = (_ends_with("currency"), _ends_with("price|sum"), _ends_with("per"))
BEFORE = _ends_with("subhead|sub_?title|sub_?heading|tagline|h4|date_time|(?:\\A|counter_)(?:number|percent)")
NETWORK = re.compile(r"(?:\A|_)(facebook|instagram|linkedin|pinterest|tiktok|twitter|youtube)_(?:url|link)\Z")
AFTER = _ends_with(
    "text|content|description|desc|caption|body|answer|quote|excerpt|message|html|author|author_name|name|position"
    "|job_title|role|company|company_name|artist_name|album_name|cite|address"
)
# Words for those who build the page, not for readers.
INNER = re.compile(
    r"admin_label|module_label|section_label|_builder_|global_|custom_css|form_|field_|_class\Z|_id\Z|placeholder"
)
NO_WORDS = re.compile(
    r"(?:|on|off|yes|no|true|false|none|default|auto|left|right|center|top|bottom|inherit|custom|https?://\S*|#[\w-]*"
    r"|[\d.]+(?:px|em|rem|%|vh|vw)|\{.*\})",
    re.IGNORECASE | re.DOTALL,
)
# They have nothing to show by themselves.
LAYOUT = re.compile(
    r"(?:\w+_field|section|row|column|col|container|group|wrapper|wrap|inner|space|empty_space|spacer|gap|clear|clearfix"
    r"|one_\w+|two_\w+|three_\w+)\d*(?:_inner)?\Z"
)
DIVIDER = re.compile(r"(?:divider|separator|hr)\Z")
FORM = re.compile(
    r"contact_?(?:7|form)|(?:\A|[_/])form(?:s|_\d+)?\Z|form_?7|gravityform|wpforms|ninja_form|mc4wp|mailpoet|mailerlite"
    r"|signup|optin|subscri(?:be|ption)|fluentform|forminator|formidable|caldera|happyforms|everest_form|hubspot|wufoo"
    r"|convertkit|newsletter"
)
QUOTATION = re.compile(r"testimonial|quote|review")
HEADING = re.compile(r"heading|title\Z")
RENAMED = (
    (re.compile(r"btn|button"), "title", "button_text"),
    (HEADING, "text", "title"),
    (re.compile(r"person|member|team"), "name", "title"),
)
ENCODED = (("%22", '"'), ("%91", "["), ("%93", "]"), ("%92", "\\"), ("||et_pb_line_break_holder||", "\n"))


def module_html(name: str, values: Mapping[str, str], content: str, notes: Notes, *, has_parts: bool = False) -> str:
    """Return the HTML of a module. What has nothing to show is named in ``notes``, unless modules in it follow."""
    if is_form(name):
        return "<form></form>"
    short = name.lower().rpartition("/")[2].replace("-", "_")
    values = {key: _decoded(value) for key, value in values.items() if not INNER.search(key)}
    content = _from_base64(content) if short.endswith("raw_html") else content
    if is_picture(content.strip()) and not re.search(r"[\s<]", content.strip()):
        values["image_url"], content = content.strip(), ""
    _rename(short, values)
    if HEADING.search(short) and content.strip() and "<" not in content:
        values["title"], content = content.strip(), ""
    notes.backgrounds += [value for key, value in values.items() if BACKGROUND.search(key) and is_picture(value)]
    module = _Module(values, content, is_quotation=bool(QUOTATION.search(short)))
    html = module.html()
    if html.strip():
        return f"<div>{html}</div>"
    if DIVIDER.search(short):
        return "<hr>"
    if not has_parts and not LAYOUT.search(short):
        notes.without_place[name] += 1
    return ""


def is_form(name: str) -> bool:
    """Tell whether a module with this name asks readers for something."""
    return bool(FORM.search(name.lower().replace("-", "_")))


def _rename(name: str, values: dict[str, str]) -> None:
    """Give values the names that say what they are in this module."""
    if name.endswith("image"):
        # The words that appear over a picture.
        values.pop("title_text", None)
    for pattern, old, new in RENAMED:
        if pattern.search(name) and old in values:
            values.setdefault(new, values.pop(old))
    for key, value in list(values.items()):
        # WPBakery writes a link as url:https%3A%2F%2F…|title:Words.
        if value.startswith("url:"):
            parts = dict(part.split(":", 1) for part in value.split("|") if ":" in part)
            values[key] = unquote(parts.get("url", ""))
            if (words := unquote(parts.get("title", ""))) and not {"title", "button_text"} & values.keys():
                values["button_text"] = words


class _Module:
    """The values of a module, each taken once."""

    def __init__(self, values: Mapping[str, str], content: str, *, is_quotation: bool) -> None:
        self.is_quotation = is_quotation
        self.left = {
            key: value
            for key, value in values.items()
            if not BACKGROUND.search(key) and SIZES.isdisjoint(key.split("_")) and not key.endswith("last_edited")
        }
        self.content = content

    def html(self) -> str:
        media, buttons = [*self._players(), *self._pictures()], [*self._buttons()]
        price = " ".join(words for pattern in PRICE for words in self._words(pattern))
        title, before, after = self._words(TITLE), self._words(BEFORE), self._words(AFTER)
        content = self.content
        link, *others = [*dict.fromkeys(self._addresses())] or [""]
        if not link or buttons:
            others = [link, *others] if link else []
        elif title:
            title = [_link(link, title[0]), *title[1:]]
        elif media:
            media = [_link(link, media[0]), *media[1:]]
        elif content.strip() and "<a " not in content:
            content = _link(link, content)
        elif after:
            buttons = [_link(link, after.pop(0))]
        else:
            others = [link, *others]
        if self.is_quotation and content.strip() and after:
            content, after = f"<blockquote>{content}<cite>{', '.join(after)}</cite></blockquote>", []
        parts = [*media, *(f"<h3>{words}</h3>" for words in title)]
        parts += [f"<p>{words}</p>" for words in [price, *before] if words]
        parts += [content, *(words if "<p" in words else f"<p>{words}</p>" for words in after)]
        parts += [f"<p>{button}</p>" for button in buttons]
        # A link without words is shown by what it leads to.
        parts += [f'<iframe src="{escape(address)}"></iframe>' for address in others]
        return "\n".join(parts).strip()

    def _take(self, pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
        for key in [key for key in self.left if pattern.search(key)]:
            if key in self.left:
                yield key, self.left[key]

    def _players(self) -> Iterator[str]:
        for key, value in self._take(PLAYER):
            if re.search(r"\.(?:mp3|m4a|ogg|wav)(?:\?|\Z)", value):
                del self.left[key]
                yield f'<audio src="{escape(value)}"></audio>'
            elif re.search(r"\.(?:mp4|webm|mov|m4v|ogv)(?:\?|\Z)", value):
                del self.left[key]
                yield f'<video src="{escape(value)}"></video>'
            elif "://" in value and video_key(value)[0]:
                del self.left[key]
                yield f'<iframe src="{escape(value)}"></iframe>'

    def _pictures(self) -> Iterator[str]:
        words = next((value for _key, value in self._take(ALTERNATIVE)), "")
        for key, value in self._take(PICTURES):
            if re.fullmatch(r"[\d,\s]+", value.strip()) and value.strip(", "):
                del self.left[key]
                yield f'<figure class="gallery" data-ids="{escape(value)}"></figure>'
        ids, addresses = [], []
        for key, value in self._take(PICTURE):
            number = value.partition("|")[0]
            if number.isdecimal() and not key.endswith(("url", "src", "content")) and len(number) <= 12:
                ids.append(number)
            elif is_picture(value) and not re.search(r"[\s<]", value.strip()):
                addresses.append(value.strip())
            else:
                continue
            del self.left[key]
        if len(ids) == len(addresses) == 1:
            yield f'<img data-id="{ids[0]}" src="{escape(addresses[0])}" alt="{escape(words)}">'
            return
        yield from (f'<img data-id="{number}" alt="{escape(words)}">' for number in dict.fromkeys(ids))
        yield from (f'<img src="{escape(address)}" alt="{escape(words)}">' for address in dict.fromkeys(addresses))

    def _buttons(self) -> Iterator[str]:
        for key, words in self._take(BUTTON):
            if NO_WORDS.fullmatch(words.strip()):
                continue
            stem = re.sub(r"_?(?:text|title|label|caption)\Z", "", key)
            wanted = (f"{stem}_url", f"{stem}_link", f"{stem}_link_url", f"{stem}_href", stem)
            own = next((name for name in wanted if _is_address(self.left.get(name, ""))), "")
            address = self.left.pop(own) if own else next(self._addresses(), "")
            del self.left[key]
            yield _link(address, words) if address else words
        for key, value in self._take(NETWORK):
            if _is_address(value) and (found := NETWORK.search(key)):
                del self.left[key]
                yield _link(value, found[1].title())

    def _addresses(self) -> Iterator[str]:
        for key, value in self._take(ADDRESS):
            if _is_address(value):
                del self.left[key]
                yield value

    def _words(self, pattern: re.Pattern[str]) -> list[str]:
        found = [(key, value) for key, value in self._take(pattern) if not NO_WORDS.fullmatch(value.strip())]
        for key, _value in found:
            del self.left[key]
        return list(dict.fromkeys(value for _key, value in found))


def _decoded(value: str) -> str:
    for code, sign in ENCODED:
        value = value.replace(code, sign)
    return unescape(value) if "&#" in value or "&quot;" in value else value


def _from_base64(content: str) -> str:
    try:
        return unquote(base64.b64decode(content.strip(), validate=True).decode())
    except (binascii.Error, ValueError):
        return content


def _is_address(value: str) -> bool:
    return bool(re.match(r"(?:https?:)?//\S|/\S|mailto:|tel:|#\w|\?\w", value.strip()))


def _link(address: str, html: str) -> str:
    return f'<a href="{escape(address.strip())}">{html}</a>'
