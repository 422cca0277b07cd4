"""The feed of the podcast, by which apps and directories know it.

It follows what Apple (https://podcasters.apple.com/support/823-podcast-requirements) and Spotify
(https://support.spotify.com/creators/article/podcast-specification-doc/) ask for, and Podcasting 2.0
(https://podcasting2.org/docs/podcast-namespace).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Enclosure

from core import blocks
from core.block_texts import plain_html
from core.web.feeds import RssFeed
from core.web.site_urls import absolute_url
from podcast.covers import cover_url
from podcast.enclosures import enclosure
from podcast.guests import read_guests
from podcast.models import Episode, Show
from podcast.transcripts import ARROW

# A podcast with more shows its newest ones. Only of the first is the whole text in the feed.
MAX_EPISODES, WITH_WHOLE_TEXT = 1000, 50
# In characters; Apple cuts longer ones off.
MAX_DESCRIPTION = 4000

NAMESPACES = {
    "xmlns:itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "xmlns:podcast": "https://podcastindex.org/namespace/1.0",
}


class Element(NamedTuple):
    """An element of the feed. ``content`` is its text, or the elements in it."""

    name: str
    content: "str | list[Element]" = ""
    attributes: dict[str, str] = {}


class PodcastRSS(RssFeed):
    """RSS 2.0 with further elements, those of the feed and of each item as ``elements``."""

    def __init__(self, *args: Any, show_language: str, **kwargs: Any) -> None:
        """Django gives one ``language`` to all feeds of a class."""
        super().__init__(*args, **{**kwargs, "language": show_language})

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), **NAMESPACES}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        _write(handler, self.feed["elements"])

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        _write(handler, item["elements"])


def _write(handler: Any, elements: Iterable[Any]) -> None:
    for name, content, attributes in elements:
        handler.startElement(name, attributes)
        if isinstance(content, str):
            handler.characters(content)
        else:
            _write(handler, content)
        handler.endElement(name)


class Item(NamedTuple):
    """An episode, and the whole text of its article as HTML, or an empty text."""

    episode: Episode
    content: str


class PodcastFeed(Feed[Item, Show]):
    feed_type = PodcastRSS
    item_guid_is_permalink = False

    def get_object(self, request: HttpRequest) -> Show:
        show = Show.load()
        if show._state.adding and not Episode.objects.public().exists():
            raise Http404
        return show

    def title(self, show: Show) -> str:
        return show.shown_title

    def description(self, show: Show) -> str:
        return show.description[:MAX_DESCRIPTION]

    def link(self, show: Show) -> str:
        return absolute_url(reverse("podcast_detail"))

    def feed_url(self, show: Show) -> str:
        return absolute_url(reverse("podcast_feed"))

    def feed_copyright(self, show: Show) -> str:
        return show.copyright

    def feed_extra_kwargs(self, show: Show) -> dict[str, Any]:
        language = show.language or settings.LANGUAGE_CODE
        return {"elements": list(_show_elements(show, self.link(show))), "show_language": language}

    def items(self, show: Show) -> list[Item]:
        """Return the newest episodes. The transcripts stay in the database, which tells of what kind they are."""
        found = list(
            Episode.objects.public()
            .newest_first()
            .select_related("post__address", "picture")
            .defer("transcript", "post__body")
            .annotate(has_transcript=~Q(transcript=""), has_times=Q(transcript__contains=ARROW))[:MAX_EPISODES]
        )
        # An episode without audio is none for apps.
        found = [episode for episode in found if episode.audio_url]
        whole = [episode.post.segments for episode in found[:WITH_WHOLE_TEXT]]
        shown = blocks.load(segment for segments in whole for segment in segments)
        texts = [str(plain_html(segments, shown)) for segments in whole]
        return [Item(episode, texts[place] if place < WITH_WHOLE_TEXT else "") for place, episode in enumerate(found)]

    def item_title(self, item: Item) -> str:
        return item.episode.post.title

    def item_description(self, item: Item) -> str:
        return item.episode.post.summary[:MAX_DESCRIPTION]

    def item_link(self, item: Item) -> str:
        return absolute_url(item.episode.post.get_absolute_url())

    def item_guid(self, item: Item) -> str:
        return item.episode.guid

    def item_pubdate(self, item: Item) -> datetime | None:
        return item.episode.post.published_at

    def item_updateddate(self, item: Item) -> datetime:
        return item.episode.post.updated_at

    def item_enclosures(self, item: Item) -> list[Enclosure]:
        return [enclosure(item.episode)]

    def item_extra_kwargs(self, item: Item) -> dict[str, Any]:
        return {"content": item.content, "elements": list(_episode_elements(item.episode))}


def _show_elements(show: Show, link: str) -> Iterator[Element]:
    yield Element("itunes:explicit", _true_or_false(show.is_explicit))
    yield Element("itunes:type", show.kind)
    yield Element("podcast:guid", show.guid)
    yield Element("podcast:medium", "podcast")
    yield Element("podcast:locked", "yes" if show.is_locked else "no", _with(owner=show.owner_email))
    if show.author:
        yield Element("itunes:author", show.author)
        yield Element("podcast:person", show.author, {"role": "host"})
    if show.owner_email:
        names = [Element("itunes:name", name)] if (name := show.owner_name or show.author) else []
        yield Element("itunes:owner", [*names, Element("itunes:email", show.owner_email)])
    if show.picture:
        url = cover_url(show.picture)
        yield Element("itunes:image", "", {"href": url})
        # For readers of feeds that are no podcast apps (https://www.rssboard.org/rss-specification).
        image = [Element("url", url), Element("title", show.shown_title), Element("link", link)]
        yield Element("image", image)
    for category in show.categories:
        below = [Element("itunes:category", "", {"text": category.subcategory})] if category.subcategory else []
        yield Element("itunes:category", below, {"text": category.name})
    if show.new_feed_url:
        yield Element("itunes:new-feed-url", show.new_feed_url)


def _episode_elements(episode: Episode) -> Iterator[Element]:
    yield Element("itunes:title", episode.post.title)
    yield Element("itunes:episodeType", episode.kind)
    if episode.duration is not None:
        yield Element("itunes:duration", str(episode.duration))
    if episode.is_explicit is not None:
        yield Element("itunes:explicit", _true_or_false(episode.is_explicit))
    for name, number in (("season", episode.season), ("episode", episode.number)):
        if number:
            yield Element(f"itunes:{name}", str(number))
            yield Element(f"podcast:{name}", str(number))
    if episode.picture:
        yield Element("itunes:image", "", {"href": cover_url(episode.picture)})
    for guest in read_guests(episode.guests):
        yield Element("podcast:person", guest.name, {"role": "guest", **_with(href=guest.url)})
    yield from _file_elements(episode)


def _file_elements(episode: Any) -> Iterator[Element]:
    """Say where the transcript and the chapters are. ``episode`` is one of ``PodcastFeed.items``."""
    if episode.has_transcript:
        kind, url_name = ("text/vtt", "podcast_transcript") if episode.has_times else ("text/plain", "podcast_words")
        url = absolute_url(reverse(url_name, args=[episode.pk]))
        yield Element("podcast:transcript", "", {"url": url, "type": kind})
    if episode.chapters:
        url = absolute_url(reverse("podcast_chapters", args=[episode.pk]))
        yield Element("podcast:chapters", "", {"url": url, "type": "application/json+chapters"})


def _true_or_false(value: bool) -> str:
    return "true" if value else "false"


def _with(**attributes: str) -> dict[str, str]:
    """Return the attributes that have a value."""
    return {name: value for name, value in attributes.items() if value}
