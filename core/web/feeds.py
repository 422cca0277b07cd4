from datetime import UTC, datetime
from typing import Any

from django.utils.feedgenerator import Rss201rev2Feed

# XML can't represent these characters (https://www.w3.org/TR/xml/#charsets).
INVALID_XML_CHARACTERS = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF])


class CleanFeed(Rss201rev2Feed):
    """RSS 2.0 without characters that are not allowed in XML, so that one pasted by accident does not break the
    feed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*map(_clean, args), **_clean(kwargs))

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Add the whole text of an item, if it has one as ``content``.

        See https://www.rssboard.org/rss-profile#namespace-elements-content.
        """
        super().add_item_elements(handler, item)
        if item.get("content"):
            handler.addQuickElement("content:encoded", item["content"])

    def latest_post_date(self) -> datetime:
        """Not now if there is no item, as in Django: the feed changes only with what it shows."""
        return super().latest_post_date() if self.items else datetime.fromtimestamp(0, UTC)

    def add_item(self, *args: Any, **kwargs: Any) -> None:
        super().add_item(*map(_clean, args), **_clean(kwargs))


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(INVALID_XML_CHARACTERS)
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    return [_clean(one) for one in value] if isinstance(value, list | tuple) else value
