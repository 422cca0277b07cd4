"""Template tags that show an episode on the page of its article."""

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from blog.models import Post, SiteTexts
from blog.structured_data import breadcrumbs
from core.html import json_ld
from podcast.chapters import Chapter, read_chapters
from podcast.durations import write_duration
from podcast.episodes import find_episode, find_show
from podcast.guests import Guest, read_guests
from podcast.models import Episode, Show
from podcast.spoken import Spoken, beside_article, paragraphs
from podcast.structured_data import podcast_episode, podcast_series

register = template.Library()


@register.simple_tag
def episode_of(post: Post) -> Episode | None:
    """Return the episode of an article, if it can be heard."""
    episode = find_episode(post.pk)
    return episode if episode and episode.audio_url else None


@register.simple_tag
def podcast_show() -> Show:
    return find_show()


@register.simple_tag
def show_data(show: Show, site: SiteTexts) -> SafeString:
    """Describe the podcast for search engines, on its page."""
    trail = breadcrumbs([(show.shown_title, reverse("podcast_detail"))])
    return json_ld(podcast_series(show, site), trail)


@register.simple_tag
def episode_data(episode: Episode, post: Post) -> SafeString:
    """Describe an episode for search engines, on the page of its article."""
    return json_ld(podcast_episode(episode, post, find_show()))


@register.filter
def chapters(episode: Episode) -> list[Chapter]:
    return read_chapters(episode.chapters)


@register.filter
def guests(episode: Episode) -> list[Guest]:
    return read_guests(episode.guests)


@register.filter
def spoken(episode: Episode) -> list[Spoken]:
    return paragraphs(episode.transcript)


register.filter("beside_article", beside_article)


@register.filter
def clock(seconds: float) -> str:
    """Return a moment of the audio, such as ``1:02:03``."""
    return write_duration(seconds)


@register.filter
def whole_seconds(seconds: float) -> int:
    return int(seconds)
