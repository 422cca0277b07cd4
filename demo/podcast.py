"""The sample podcast. Its audio was spoken by a program; the files beside it say the same in writing."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import QuerySet

from blog.models import Post
from demo.articles import TEXTS
from demo.library import SamplePictures
from podcast.chapters import write_chapters
from podcast.models import Episode, Show

FOLDER = Path(__file__).parent / "audio"
COVER, COVER_ALT = "podcast", "A kettlebell with sound waves on it, before a large sun, and the words Strong Enough."


def read_podcast() -> dict[str, Any]:
    """Return the ``show`` and the ``episodes`` by the names of their columns."""
    return tomllib.loads((TEXTS / "podcast.toml").read_text(encoding="utf-8"))


def write_podcast(posts: Mapping[str, Post], pictures: SamplePictures) -> int:
    """Make the show and its episodes, and return how many. If that fails, no file stays."""
    podcast = read_podcast()
    Show(pk=1, picture=pictures.get(COVER, COVER_ALT), **podcast["show"]).save()
    made = [_make_episode(posts[values.pop("slug")], values) for values in podcast["episodes"]]
    try:
        for episode in made:
            episode.save()
    except BaseException:
        for episode in made:
            if episode.pk:
                episode.audio.storage.delete(str(episode.audio.name))
        raise
    return len(made)


def _make_episode(post: Post, values: dict[str, Any]) -> Episode:
    from podcast.audio_files import measure  # With mutagen, which playing audio does not need.

    path = FOLDER / f"{post.slug}.mp3"
    measured = measure(path)
    return Episode(
        post=post,
        audio=ContentFile(path.read_bytes(), name=path.name),
        media_type=measured.media_type,
        size=measured.size,
        duration=measured.duration,
        chapters=write_chapters(measured.chapters),
        transcript=path.with_suffix(".vtt").read_text(encoding="utf-8"),
        **values,
    )


def remove_podcast(posts: QuerySet[Post]) -> None:
    """Remove the episodes of ``posts`` with their files, and the show if no episode is left and nobody changed it."""
    for episode in Episode.objects.filter(post__in=posts):
        episode.delete()
    if not Episode.objects.exists():
        Show.objects.filter(**read_podcast()["show"]).delete()
