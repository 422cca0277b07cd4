"""Fetch the audio of a foreign podcast. An interrupted download goes on where it was."""

import hashlib
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path, PurePath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files import File
from django.template.defaultfilters import filesizeformat
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.outbound.connection_faults import ConnectionFault, ConnectionFaultError
from core.slugs import make_slug
from podcast.chapters import write_chapters
from podcast.imports.report import Report
from podcast.models import Episode
from podcast.models.episode import MAX_BYTES

# In seconds, for one file.
DEADLINE = 3600.0
# A download that breaks off is tried again, as often as this without a new byte.
ATTEMPTS = 3
PURPOSE = "moves a podcast to this site"

Say = Callable[[str], None]


def fetch_audio(episodes: Iterable[Episode], report: Report, say: Say) -> None:
    """Fetch the audio that is still elsewhere. The folder of the downloads goes once all of it is here."""
    is_complete = True
    for episode in episodes:
        if not episode.audio:
            say(_("Audio of “%(title)s” …") % {"title": episode.post})
            with report.noted_faults(episode.address):
                _fetch(episode, say)
                report.fetched += 1
        is_complete = is_complete and bool(episode.audio)
    if is_complete:
        shutil.rmtree(downloads_folder(), ignore_errors=True)


def downloads_folder() -> Path:
    return Path(settings.DATA_DIR, "podcast-import")


def _fetch(episode: Episode, say: Say) -> None:
    """Raises ``ConnectionFaultError``, and ``ValidationError`` if it is no audio."""
    folder = downloads_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / hashlib.sha256(episode.address.encode()).hexdigest()
    _download(path, episode.address, say)
    try:
        _store(episode, path)
    finally:
        path.unlink()


def _download(path: Path, address: str, say: Say) -> None:
    from core.outbound.downloads import download_to  # With an HTTP client, which no other process needs.

    said = -1
    attempts, arrived = ATTEMPTS, 0

    def progress(done: int, size: int | None) -> None:
        nonlocal said
        if size and done * 10 // size > said:
            said = done * 10 // size
            say(_("  %(percent)d %% of %(size)s") % {"percent": said * 10, "size": filesizeformat(size)})

    while True:
        try:
            download_to(path, address, MAX_BYTES, seconds=DEADLINE, purpose=PURPOSE, progress=progress)
            return
        except ConnectionFaultError as error:
            now = path.stat().st_size if path.is_file() else 0
            attempts = ATTEMPTS if now > arrived else attempts - 1
            arrived = max(arrived, now)
            if error.fault != ConnectionFault.NO_ANSWER or attempts <= 0:
                raise


def _store(episode: Episode, path: Path) -> None:
    """Make the file that of the episode. After an interruption it gets the same name, so that none is left over."""
    from podcast.audio_files import measure  # With mutagen, which playing audio does not need.

    measured = measure(path)
    stem = make_slug(PurePath(unquote(urlsplit(episode.address).path)).stem, longest=60) or "episode"
    secret = salted_hmac("podcast.imports", episode.guid, algorithm="sha256").hexdigest()[:16]
    storage, name = episode.audio.storage, f"podcast/{secret}/{stem}{measured.extension}"
    storage.delete(name)
    with path.open("rb") as file:
        episode.audio.name = storage.save(name, File(file))
    episode.address, episode.fault = "", ""
    episode.size, episode.media_type, episode.duration = measured.size, measured.media_type, measured.duration
    episode.chapters = episode.chapters or write_chapters(measured.chapters)
    episode.save()
