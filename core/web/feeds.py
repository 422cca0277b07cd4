"""Feeds as RSS 2.0 (https://www.rssboard.org/rss-specification) and as Atom (RFC 4287)."""

import uuid
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed

from core.web.site_urls import absolute_url, split_target

# XML can't represent these characters (https://www.w3.org/TR/xml/#charsets).
INVALID_XML_CHARACTERS = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF])

CONTENT = "http://purl.org/rss/1.0/modules/content/"
MEDIA = "http://search.yahoo.com/mrss/"

RSS, ATOM = "", "atom"


class FeedPicture(NamedTuple):
    """The picture of an item. ``mime`` is empty if it is not known; the sizes are pixels."""

    url: str
    mime: str
    width: int
    height: int
    alternative_text: str


class _CleanFeed(SyndicationFeed):
    """A feed without characters that are not allowed in XML, so that one pasted by accident does not break it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*map(_clean, args), **_clean(kwargs))

    def add_item(self, *args: Any, **kwargs: Any) -> None:
        super().add_item(*map(_clean, args), **_clean(kwargs))

    def latest_post_date(self) -> datetime:
        """Not now if there is no item, as in Django: the feed changes only with what it shows."""
        return super().latest_post_date() if self.items else datetime.fromtimestamp(0, UTC)


class RssFeed(_CleanFeed, Rss201rev2Feed):
    """RSS 2.0 with the whole text of items that have a ``content``, and the ``picture`` of those that have one."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": CONTENT, "xmlns:media": MEDIA}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """``content:encoded`` follows the description (https://www.rssboard.org/rss-profile#namespace-elements-content)."""
        super().add_item_elements(handler, item)
        if item.get("content"):
            handler.addQuickElement("content:encoded", item["content"])
        _add_picture(handler, item.get("picture"))


class AtomFeed(_CleanFeed, Atom1Feed):
    """The same as Atom. An id has to be an IRI (RFC 4287, 4.2.6): one that is none becomes a URN, made of it alone."""

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:media": MEDIA}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        id_ = item["unique_id"]
        super().add_item_elements(handler, {**item, "unique_id": id_ if _is_iri(id_) else _urn(id_)})
        if item.get("content"):
            handler.addQuickElement("content", item["content"], {"type": "html"})
        _add_picture(handler, item.get("picture"))


FORMATS: dict[str, type[SyndicationFeed]] = {RSS: RssFeed, ATOM: AtomFeed}


class ListFeed[Item, List](Feed[Item, List]):
    """The feed of a list, in one of the ``FORMATS``. Its URL is that of the list with ``feed/`` or ``feed/atom/``."""

    item_guid_is_permalink = False

    def __init__(self, feed_format: str = RSS) -> None:
        self.format = feed_format
        self.feed_type = FORMATS[feed_format]

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> List:
        shown: List = kwargs["shown"]
        return shown

    def list_url(self, shown: List) -> str:
        """Return the path of the list."""
        raise NotImplementedError

    def feed_url(self, shown: List) -> str:
        return absolute_url(feed_path(self.list_url(shown), self.format))

    def feed_guid(self, shown: List) -> str:
        return absolute_url(feed_path(self.list_url(shown)))

    def subtitle(self, shown: List) -> str:
        """What RSS calls the description."""
        text: str = self.description(shown)
        return text


def feed_path(list_url: str, feed_format: str = RSS) -> str:
    """Return the path of the feed of the list at ``list_url``."""
    return f"{list_url}feed/{feed_format}{'/' if feed_format else ''}"


def _add_picture(handler: Any, picture: FeedPicture | None) -> None:
    """Add the picture by Media RSS (https://www.rssboard.org/media-rss)."""
    if picture is None:
        return
    attributes = {"url": iri_to_uri(picture.url), "medium": "image"}
    attributes |= {"type": picture.mime} if picture.mime else {}
    handler.startElement("media:content", {**attributes, "width": str(picture.width), "height": str(picture.height)})
    if picture.alternative_text:
        handler.addQuickElement("media:description", picture.alternative_text, {"type": "plain"})
    handler.endElement("media:content")


def _urn(id_: str) -> str:
    """Return what stands for the id, whatever becomes of the item's URL (RFC 9562, 5.5)."""
    return uuid.uuid5(uuid.NAMESPACE_URL, id_).urn


def _is_iri(text: str) -> bool:
    parts = split_target(text)
    return bool(parts and parts.scheme and (parts.netloc or parts.path)) and text.isprintable() and " " not in text


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(INVALID_XML_CHARACTERS)
    if isinstance(value, FeedPicture):
        return FeedPicture(*map(_clean, value))
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    return [_clean(one) for one in value] if isinstance(value, list | tuple) else value
