from datetime import datetime

from django.urls import reverse
from django.utils.functional import cached_property

from blog.models import Post
from blog.sitemaps import ListSitemap, last_change
from podcast.models import Episode


class PodcastSitemap(ListSitemap):
    """The page of the podcast. Episodes are articles, and among them."""

    @cached_property
    def lists(self) -> list[tuple[str, datetime | None]]:
        changed = last_change(Post.objects.filter(pk__in=Episode.objects.public().values("post")))
        return [(reverse("podcast_detail"), changed)] if changed else []
