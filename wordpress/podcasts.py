"""The episodes in an export, as Seriously Simple Podcasting and PowerPress keep them in custom fields.

PowerPress (https://wordpress.org/plugins/powerpress/) writes lines into ``enclosure``: address, size, type, and a
serialised array. Seriously Simple Podcasting (https://wordpress.org/plugins/seriously-simple-podcasting/) has a custom
field for each value. Neither puts the settings of the show into an export.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from blog.models import Post
from podcast.durations import read_duration
from podcast.imports.records import ForeignEpisode, ForeignShow
from podcast.imports.values import (
    is_audio,
    read_address,
    read_explicit,
    read_kind,
    read_media_type,
    read_number,
    read_size,
)
from wordpress.export_files import Part
from wordpress.models import ImportedRow
from wordpress.old_addresses import site_key
from wordpress.overview import read_items, read_overview
from wordpress.php_values import read_php
from wordpress.records import ARTICLE_KINDS, Item

PLAIN_LINK = re.compile(r"[?&]p=(\d{1,18})\b", re.ASCII)
# PowerPress has one of these for each further podcast of a site: ``_NAME:enclosure``.
ENCLOSURE = re.compile(r"(?:_[-\w]+:)?enclosure")
# The taxonomy of the podcasts of Seriously Simple Podcasting.
SERIES = "series"


@dataclass(slots=True)
class ExportedPodcast:
    """What an export has of a podcast. ``posts`` are the articles that were imported already, by the episodes' ids."""

    show: ForeignShow
    episodes: list[ForeignEpisode] = field(default_factory=list)
    posts: dict[str, Post] = field(default_factory=dict)
    series: dict[str, set[str]] = field(default_factory=dict)


def read_podcast(parts: list[Part]) -> ExportedPodcast:
    """Read the show and all items that have audio. Raises ``UnreadableExportError``."""
    site = read_overview(parts).site
    podcast = ExportedPodcast(ForeignShow(title=site.title, description=site.tagline))
    for item in read_items(parts):
        record = episode_of(item)
        if item.kind not in ARTICLE_KINDS or not record.audio_url:
            continue
        podcast.episodes.append(record)
        for taxonomy, name in item.other_terms:
            if taxonomy == SERIES:
                podcast.series.setdefault(name, set()).add(record.guid)
        if post := _imported_post(site_key(site.url), item.key):
            podcast.posts[record.guid] = post
    if len(podcast.series) == 1:
        podcast.show = replace(podcast.show, title=next(iter(podcast.series)))
    return podcast


def find_post(record: ForeignEpisode) -> Post | None:
    """Return the article that an import made of the post that the id or the link of an episode names (``?p=12``)."""
    for address in (record.guid, record.link):
        if found := PLAIN_LINK.search(address):
            return _imported_post(site_key(f"//{urlsplit(address.strip()).netloc}"), str(int(found[1])))
    return None


def _imported_post(site: str, key: str) -> Post | None:
    rows = ImportedRow.objects.filter(kind=ImportedRow.Kind.POST, wordpress_id=key, site=site)
    return Post.objects.filter(pk__in=rows.values("object_id")).first()


def episode_of(item: Item) -> ForeignEpisode:
    """Return the item as an episode, without ``audio_url`` if it has no audio."""
    address, size, media_type, more = _enclosure(item)

    def value(*names: str) -> str:
        return item.value(*names) or next((str(more[name]).strip() for name in names if more.get(name)), "")

    return ForeignEpisode(
        guid=next((text for text in (*item.meta.get("ssp_guid", []), item.guid) if text.strip()), address),
        title=item.title,
        published_at=item.published_at,
        link=item.link,
        audio_url=address,
        size=size or read_size(value("filesize_raw", "size")),
        media_type=read_media_type(media_type, address) if address else "",
        duration=read_duration(value("duration")),
        number=read_number(value("itunes_episode_number", "episode_no")),
        season=read_number(value("itunes_season_number", "season")),
        kind=read_kind(value("itunes_episode_type", "episode_type")),
        is_explicit=read_explicit(value("explicit")),
        picture_url=read_address(value("cover_image", "itunes_image")),
        transcript_url=read_address(value("transcript_file", "pci_transcript_url")),
        chapters_url=read_address(value("pci_chapters_url")),
    )


def _enclosure(item: Item) -> tuple[str, int, str, dict[Any, Any]]:
    """Return address, size, type and further values of the audio."""
    written = [text for name, texts in item.meta.items() if ENCLOSURE.fullmatch(name) for text in texts]
    for text in [*item.meta.get("audio_file", []), *written]:
        lines = [line.strip() for line in text.strip().split("\n", 3)]
        address, size, media_type, more = (*lines, "", "", "", "")[:4]
        if (url := read_address(address)) and is_audio(media_type, url):
            return url, read_size(size), media_type, _array(more)
    return "", 0, "", {}


def _array(text: str) -> dict[Any, Any]:
    try:
        found = read_php(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
