"""Template tags that show an episode on the page of its article."""

from django import template

from blog.models import Post
from podcast.chapters import Chapter, read_chapters
from podcast.durations import write_duration
from podcast.episodes import find_episode, find_show
from podcast.guests import Guest, read_guests
from podcast.models import Episode, Show
from podcast.spoken import Spoken, paragraphs

register = template.Library()


@register.simple_tag
def episode_of(post: Post) -> Episode | None:
    """Return the episode of an article, if it can be heard."""
    episode = find_episode(post.pk)
    return episode if episode and episode.audio_url else None


@register.simple_tag
def podcast_show() -> Show:
    return find_show()


@register.filter
def chapters(episode: Episode) -> list[Chapter]:
    return read_chapters(episode.chapters)


@register.filter
def guests(episode: Episode) -> list[Guest]:
    return read_guests(episode.guests)


@register.filter
def spoken(episode: Episode) -> list[Spoken]:
    return paragraphs(episode.transcript)


@register.filter
def clock(seconds: float) -> str:
    """Return a moment of the audio, such as ``1:02:03``."""
    return write_duration(seconds)


@register.filter
def whole_seconds(seconds: float) -> int:
    return int(seconds)
