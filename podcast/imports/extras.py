"""Fetch the small files of a foreign podcast: covers, transcripts and chapters. Each can be tried again."""

from django.core.files.base import ContentFile
from django.utils.html import strip_tags

from core.images.formats import MAX_BYTES
from media import library
from media.models import Picture
from podcast.chapters import read_chapters, write_chapters
from podcast.imports.audio import PURPOSE
from podcast.imports.records import ForeignEpisode
from podcast.imports.report import Report
from podcast.models import Episode, Show
from podcast.models.episode import MAX_TRANSCRIPT
from podcast.transcripts import ARROW

# In seconds, for one file.
DEADLINE = 30.0
MAX_TEXT_BYTES = 4 * MAX_TRANSCRIPT


def fetch_show_picture(address: str, report: Report) -> None:
    show = Show.load()
    if address and not show._state.adding and show.picture is None:
        show.picture = _fetch_picture(address, report)
        show.save(update_fields=["picture"])


def fetch_extras(episode: Episode, record: ForeignEpisode, show_picture: str, report: Report) -> None:
    """Fetch transcript, chapters and cover of an episode, as far as it has none."""
    before = (episode.transcript, episode.chapters, episode.picture)
    if record.transcript_url and not episode.transcript:
        text = _fetch_text(record.transcript_url, report)
        episode.transcript = (text if ARROW in text else strip_tags(text)).strip()[:MAX_TRANSCRIPT]
    if record.chapters_url and not episode.chapters:
        episode.chapters = write_chapters(read_chapters(_fetch_text(record.chapters_url, report)))
    if record.picture_url not in ("", show_picture) and episode.picture is None:
        episode.picture = _fetch_picture(record.picture_url, report)
    if before != (episode.transcript, episode.chapters, episode.picture):
        episode.save(update_fields=["transcript", "chapters", "picture"])


def _fetch_text(address: str, report: Report) -> str:
    with report.noted_faults(address):
        content, _name = _download(address, MAX_TEXT_BYTES)
        return content.decode(errors="replace").replace("\0", "").removeprefix("\ufeff")
    return ""


def _fetch_picture(address: str, report: Report) -> Picture | None:
    with report.noted_faults(address):
        content, name = _download(address, MAX_BYTES)
        return library.add_once(ContentFile(content), name)
    return None


def _download(address: str, most_bytes: int) -> tuple[bytes, str]:
    from core.outbound.downloads import download  # With an HTTP client, which no other process needs.

    return download(address, most_bytes, seconds=DEADLINE, purpose=PURPOSE)
