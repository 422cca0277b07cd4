"""Episodes of the podcast as a kind of the index: what is said in them."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from blog.models import Post
from podcast.chapters import read_chapters
from podcast.episodes import has_public_episodes
from podcast.guests import read_guests
from podcast.models import Episode
from podcast.models.episode import EpisodeQuerySet
from podcast.spoken import beside_article, paragraphs
from search.kinds import Hit, Kind, Source


class Episodes(Kind):
    """An episode has no title of its own in the index: by that, its article is found first."""

    name, label, model, template = "episode", _("Episodes"), Episode, "search/_episode.html"

    def public(self) -> EpisodeQuerySet:
        return Episode.objects.public().select_related("post").defer("post__body", "post__html")

    def source(self, row: Episode) -> Source:
        named = [chapter.title for chapter in read_chapters(row.chapters)]
        named += [guest.name for guest in read_guests(row.guests)]
        return Source(
            headings=" ".join([row.post.title, *named]),
            text=" ".join(part.text for part in paragraphs(row.transcript)),
            written_at=row.post.published_at or row.post.updated_at,
            post_id=row.post_id,
        )

    def hits(self, pks: Collection[int]) -> Mapping[int, Hit]:
        episodes = self.public().filter(pk__in=pks).select_related("post__address")
        return {episode.pk: self._hit(episode) for episode in episodes}

    def _hit(self, episode: Episode) -> Hit:
        spoken = paragraphs(episode.transcript)
        texts, anchors = [part.text for part in spoken], [part.anchor for part in spoken]
        post = episode.post
        is_long = len(beside_article(spoken)) < len(spoken)
        url = reverse("transcript_detail", args=[episode.pk]) if is_long else post.get_absolute_url()
        return Hit(episode, post.title, url, [*texts, post.teaser], anchors=[*anchors, ""])

    def is_offered(self) -> bool:
        return has_public_episodes()

    def deciding(self, pks: Collection[int]) -> QuerySet[Any]:
        return Post.objects.filter(pk__in=Episode.objects.filter(pk__in=pks).values("post"))
