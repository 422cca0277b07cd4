"""Read a podcast's feed: RSS 2.0 and its forerunners, or Atom, as services and plugins write them.

What is around the XML, or wrong in it, is mended. See https://www.rssboard.org/rss-specification, RFC 4287, and the
pages that ``podcast.feeds`` names.
"""

import html
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from podcast.durations import read_duration
from podcast.imports.records import ForeignEpisode, ForeignShow
from podcast.imports.values import (
    TAG,
    is_audio,
    read_address,
    read_date,
    read_explicit,
    read_kind,
    read_media_type,
    read_number,
    read_size,
)
from podcast.models.show import feed_guid

MAX_FEED_BYTES = 50 * 2**20

# By what their names have in common: they are written in several ways. Those of RSS 1.0 and Atom have no prefix.
NAMESPACES = {
    "itunes": "itunes:",
    "podcastindex": "podcast:",
    "rss/1.0/modules/content": "content:",
    "purl.org/dc": "dc:",
    "search.yahoo.com/mrss": "media:",
    "purl.org/rss/1.0": "",
    "www.w3.org/2005/atom": "",
}
START = re.compile(rb"<\?xml|<rss\b|<feed\b|<rdf:RDF\b")
CDATA_OR_AMPERSAND = re.compile(
    r"(<!\[CDATA\[.*?\]\]>)|&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)(\w+;)?", re.DOTALL
)
NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The first that a feed has is taken.
TRANSCRIPT_TYPES = ("text/vtt", "application/srt", "application/x-subrip", "text/srt", "text/plain", "text/html")


class UnreadableFeedError(Exception):
    """It is no feed of a podcast. The message is a sentence for the person who runs the import."""


def read_feed(content: bytes, url: str = "") -> tuple[ForeignShow, list[ForeignEpisode]]:
    """Return the show and its episodes, in the order of the feed. ``url`` is where the feed is, if that is known.

    Raises ``UnreadableFeedError``.
    """
    root = _parse(content)
    channel = next((element for element in root.iter() if _name(element) == "channel"), root)
    items = [element for element in root.iter() if _name(element) in ("item", "entry")]
    if root.tag.rpartition("}")[2] not in ("rss", "feed", "RDF"):
        raise UnreadableFeedError(_("This is no feed: it has neither RSS nor Atom in it."))
    return _show(channel, url), [_episode(item) for item in items]


def _parse(content: bytes) -> Element:
    found = START.search(content[:100_000])
    if found is None and b"\0" not in content[:100]:  # UTF-16 has zeros.
        raise UnreadableFeedError(_("This is no feed: it has neither RSS nor Atom in it."))
    content = content[found.start() :] if found else content
    try:
        try:
            return fromstring(content)
        except (ParseError, LookupError, ValueError):
            return fromstring(_mended(content))
    except ParseError as error:
        line, _column = error.position
        raise UnreadableFeedError(
            _("The feed is not well-formed XML, in line %(line)d: %(reason)s.")
            % {"line": line, "reason": str(error).partition(":")[0]}
        ) from error
    except (DefusedXmlException, ValueError, LookupError) as error:
        raise UnreadableFeedError(_("The feed has entities or an encoding that feeds never have.")) from error


def _mended(content: bytes) -> str:
    """Return the feed without what XML does not allow: entities of HTML, a bare ``&``, control characters, junk at the
    end, and bytes of an encoding that it does not name."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    text = re.sub(r"^<\?xml.*?\?>", "", text, count=1, flags=re.DOTALL)
    text = CDATA_OR_AMPERSAND.sub(_mended_ampersand, NOT_IN_XML.sub("", text))
    end = max(text.rfind(tag) + len(tag) for tag in ("</rss>", "</feed>", "</rdf:RDF>"))
    return text[:end] if end > len("</rdf:RDF>") else text


def _mended_ampersand(found: re.Match[str]) -> str:
    if found[1]:
        return found[1]
    named = html.unescape(found[0])
    return named if found[2] and named != found[0] else f"&amp;{found[2] or ''}"


def _name(element: Element) -> str:
    """Return the name with the usual prefix, and without one for RSS and Atom. Other names are of no use here."""
    if not isinstance(element.tag, str):  # A comment.
        return ""
    namespace, _brace, name = element.tag.rpartition("}")
    prefix = next((prefix for part, prefix in NAMESPACES.items() if part in namespace.lower()), namespace)
    return f"{prefix}{name}"


class _Parts:
    """The children of an element by name."""

    def __init__(self, element: Element) -> None:
        self.children = [(_name(child), child) for child in element]

    def raw(self, *names: str) -> str:
        """Return the text of the first of these that has one, byte for byte. Markup of Atom in it is text."""
        for name in names:
            for found, child in self.children:
                text = "".join(child.itertext()) if found == name else ""
                if text.strip():
                    return text
        return ""

    def text(self, *names: str) -> str:
        return self.raw(*names).strip()

    def line(self, *names: str) -> str:
        """Return a plain text on one line: titles may have markup or entities of HTML."""
        return " ".join(html.unescape(TAG.sub("", self.text(*names))).split())

    def all(self, *names: str) -> Iterator[Element]:
        return (child for name in names for found, child in self.children if found == name)

    def attribute(self, name: str, attribute: str) -> str:
        return next((child.get(attribute, "") for child in self.all(name) if child.get(attribute)), "")


def _show(channel: Element, url: str) -> ForeignShow:
    parts = _Parts(channel)
    own_url = url or _link(parts, "self")
    owner = _Parts(next(parts.all("itunes:owner"), Element("none")))
    image = _Parts(next(parts.all("image"), Element("none")))
    return ForeignShow(
        title=parts.line("title", "itunes:title"),
        description=parts.line("description", "itunes:summary", "subtitle", "itunes:subtitle"),
        author=parts.line("itunes:author", "author", "managingEditor"),
        owner_name=owner.line("itunes:name"),
        owner_email=owner.text("itunes:email"),
        picture_url=read_address(parts.attribute("itunes:image", "href") or image.text("url")),
        categories=tuple(_categories(parts)),
        language=parts.text("language", "dc:language"),
        is_explicit=read_explicit(parts.text("itunes:explicit")) or False,
        is_serial=parts.text("itunes:type").lower() == "serial",
        copyright=parts.line("copyright", "rights"),
        guid=parts.text("podcast:guid") or (feed_guid(own_url) if own_url else ""),
        is_locked=parts.text("podcast:locked").lower() == "yes",
        new_feed_url=read_address(parts.text("itunes:new-feed-url")),
    )


def _categories(parts: _Parts) -> Iterator[str]:
    for category in parts.all("itunes:category"):
        name = category.get("text", "").strip()
        below = [child.get("text", "").strip() for child in category if _name(child) == "itunes:category"]
        yield from (f"{name} > {one}" for one in below) if below else [name]


def _episode(item: Element) -> ForeignEpisode:
    parts = _Parts(item)
    audio_url, size, media_type = _enclosure(parts)
    # Apple knows an episode without a guid by the address of its audio.
    guid = parts.raw("guid", "id") or audio_url
    text = parts.text("content:encoded", "content", "description", "summary", "itunes:summary")
    teaser = parts.line("description", "itunes:summary", "summary", "itunes:subtitle")
    return ForeignEpisode(
        guid=guid,
        title=parts.line("title", "itunes:title"),
        text=text if TAG.search(text) else linebreaks(text, autoescape=True),
        teaser=teaser if parts.text("content:encoded", "content") else parts.line("itunes:subtitle"),
        published_at=read_date(parts.text("pubDate", "published", "dc:date", "updated")),
        link=read_address(parts.text("link") or _link(parts, "alternate")),
        audio_url=audio_url,
        size=size,
        media_type=media_type,
        duration=read_duration(parts.text("itunes:duration")),
        number=read_number(parts.text("itunes:episode", "podcast:episode")),
        season=read_number(parts.text("itunes:season", "podcast:season")),
        kind=read_kind(parts.text("itunes:episodeType")),
        is_explicit=read_explicit(parts.text("itunes:explicit")),
        picture_url=read_address(parts.attribute("itunes:image", "href")),
        transcript_url=_transcript_url(parts),
        chapters_url=read_address(parts.attribute("podcast:chapters", "url")),
        guests="\n".join(_guests(parts)),
    )


def _enclosure(parts: _Parts) -> tuple[str, int, str]:
    """Return address, size and type of the first audio file, or empty values."""
    atom = [link for link in parts.all("link") if link.get("rel") == "enclosure"]
    for found in (*parts.all("enclosure"), *atom, *parts.all("media:content")):
        address = read_address(found.get("url") or found.get("href") or "")
        if address and is_audio(found.get("type", ""), address):
            size = read_size(found.get("length") or found.get("fileSize") or "")
            return address, size, read_media_type(found.get("type", ""), address)
    return "", 0, ""


def _link(parts: _Parts, relation: str) -> str:
    links = parts.all("link")
    return next((link.get("href", "") for link in links if link.get("rel", "alternate") == relation), "")


def _transcript_url(parts: _Parts) -> str:
    found = {one.get("type", "").lower(): read_address(one.get("url", "")) for one in parts.all("podcast:transcript")}
    return next((found[kind] for kind in TRANSCRIPT_TYPES if found.get(kind)), "")


def _guests(parts: _Parts) -> Iterator[str]:
    for person in parts.all("podcast:person"):
        name = " ".join("".join(person.itertext()).split())
        if name and person.get("role", "host").lower() == "guest":
            yield f"{name} {read_address(person.get('href', ''))}".strip()
