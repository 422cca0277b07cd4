from datetime import datetime

from django.db.models import Max
from django.urls import reverse

from blog.models import Post
from blog.sitemaps import SiteSitemap
from podcast.episodes import has_public_episodes
from podcast.models import Episode


class PodcastSitemap(SiteSitemap):
    """The page of the podcast. Episodes are articles, and among them."""

    def items(self) -> list[str]:
        return ["podcast_detail"] if has_public_episodes() else []

    def location(self, route: str) -> str:
        return reverse(route)

    def lastmod(self, route: str) -> datetime | None:
        return self.latest()

    def latest(self) -> datetime | None:
        """Return when the newest episode came out."""
        posts = Post.objects.filter(pk__in=Episode.objects.public().values("post"))
        found: datetime | None = posts.aggregate(Max("published_at"))["published_at__max"]
        return found
