"""The files of a WordPress export: pictures, PDFs and audio. Each is an attachment, which WordPress fetches."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from blog.models import Page, Post
from core.web.site_urls import absolute_url
from media.models import Document, Picture
from operations.export.wxr_elements import Values, as_html, date, item, meta
from podcast.durations import write_duration
from podcast.enclosures import enclosure
from podcast.models import Episode

ROWS_AT_ONCE = 50
# Ids of WordPress's posts are one sequence for all kinds. Each of our kinds gets every fifth number.
KINDS: tuple[type[Any], ...] = (Post, Page, Picture, Document, Episode)


def wordpress_id(kind: type[Any], pk: int) -> int:
    return pk * len(KINDS) + KINDS.index(kind)


def attachments() -> Iterator[str]:
    """Yield an item for each file of the library, and for the audio that is on this site. Memory is bounded."""
    for picture in Picture.objects.order_by("pk").iterator(ROWS_AT_ONCE):
        title, more = picture.name or str(picture.pk), meta([("_wp_attachment_image_alt", picture.alternative_text)])
        values = [
            *post_values(picture, "attachment", "inherit", picture.added_at),
            ("excerpt:encoded", as_html(picture.credit)),
        ]
        yield _attachment(title, absolute_url(picture.file.url), values, more)
    for document in Document.objects.order_by("pk").iterator(ROWS_AT_ONCE):
        values = post_values(document, "attachment", "inherit", document.added_at)
        yield _attachment(document.name, absolute_url(document.address), values)
    for episode in _episodes():
        values = post_values(episode, "attachment", "inherit", episode.post.published_at or episode.post.updated_at)
        values.append(("wp:post_parent", str(wordpress_id(Post, episode.post_id))))
        yield _attachment(PurePath(str(episode.audio.name)).name, enclosure(episode).url, values)


def number_of_files() -> int:
    return Picture.objects.count() + Document.objects.count() + _episodes().count()


def _episodes() -> "QuerySet[Episode]":
    return Episode.objects.exclude(audio="").defer("transcript", "chapters").select_related("post").order_by("pk")


def _attachment(title: str, address: str, values: list[tuple[str, str]], more: str = "") -> str:
    return item(title, address, [*values, ("wp:attachment_url", address)], more)


def post_values(
    row: Any, kind: str, status: str, published: datetime | None, changed: datetime | None = None
) -> list[tuple[str, str]]:
    """Return what WordPress keeps of each item."""
    return [
        ("wp:post_id", str(wordpress_id(type(row), row.pk))),
        ("wp:post_date", date(published, timezone.get_default_timezone())),
        ("wp:post_date_gmt", date(published)),
        ("wp:post_modified_gmt", date(changed or published)),
        ("wp:status", status),
        ("wp:post_type", kind),
    ]


def episode_values(episode: Episode) -> Values:
    """Return the custom fields of an episode, as ``wordpress.podcasts`` reads them.

    ``enclosure`` has three lines for WordPress itself, and a fourth for PowerPress.
    """
    audio = enclosure(episode)
    more = {
        "duration": write_duration(episode.duration) if episode.duration else "",
        "episode_no": str(episode.number or ""),
        "season": str(episode.season or ""),
        "episode_type": episode.kind,
        "explicit": "" if episode.is_explicit is None else str(int(episode.is_explicit)),
        "pci_transcript_url": _address_of("podcast_transcript", episode) if episode.transcript else "",
        "pci_chapters_url": _address_of("podcast_chapters", episode) if episode.chapters else "",
    }
    cover = absolute_url(episode.picture.file.url) if episode.picture else ""
    lines = (audio.url, str(audio.length), audio.mime_type, _php_array(more))
    return [("enclosure", "\n".join(lines)), ("ssp_guid", episode.guid), ("cover_image", cover)]


def _address_of(view: str, episode: Episode) -> str:
    return absolute_url(reverse(view, args=[episode.pk]))


def _php_array(values: dict[str, str]) -> str:
    """Return what PHP's ``serialize`` makes of texts."""
    texts = [text for pair in values.items() for text in pair]
    parts = (f's:{len(text.encode())}:"{text}";' for text in texts)
    return f"a:{len(values)}:{{{''.join(parts)}}}"
