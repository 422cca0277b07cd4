"""What the page of an article with audio on another site may load."""

from collections.abc import Mapping

from django.utils.csp import CSP

from blog.models import Post
from podcast.episodes import find_episode


def audio_sources(post: Post) -> Mapping[str, list[str]]:
    """Allow audio from any site if the audio is elsewhere: services redirect through others that count, and change
    them."""
    episode = find_episode(post.pk)
    if episode is None or not episode.address:
        return {}
    return {"media-src": [CSP.SELF, "https:", *(["http:"] if episode.address.startswith("http:") else [])]}
