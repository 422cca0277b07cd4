"""Episodes as public pages need them, remembered between builds."""

from blog.models.post import PUBLICATIONS
from pagecache.memo import memoised
from podcast.models import Episode, Show


@memoised("podcast.episode")
def find_episode(post_pk: int | None) -> Episode | None:
    """Return the episode of an article, without its other rows."""
    return Episode.objects.filter(post=post_pk).first() if post_pk else None


@memoised("podcast.episode", PUBLICATIONS)
def has_public_episodes() -> bool:
    return Episode.objects.public().exists()


@memoised("podcast.show", "media")
def find_show() -> Show:
    return Show.load()
