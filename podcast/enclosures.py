"""The audio of episodes as feeds name it (https://www.rssboard.org/rss-specification, enclosure)."""

import re
from collections.abc import Iterable, Mapping

from django.utils.encoding import iri_to_uri
from django.utils.feedgenerator import Enclosure

from core.web.site_urls import absolute_url
from podcast.models import Episode
from podcast.models.episode import DEFAULT_TYPE

MEDIA_TYPE = re.compile(r"audio/[-+.\w]+", re.ASCII)


def enclosure(episode: Episode) -> Enclosure:
    url = episode.audio_url
    media_type = episode.media_type if MEDIA_TYPE.fullmatch(episode.media_type) else DEFAULT_TYPE
    return Enclosure(str(iri_to_uri(absolute_url(url) if episode.audio else url)), str(episode.size), media_type)


def find_enclosures(pks: Iterable[int]) -> Mapping[int, Enclosure]:
    """Return the audio of the articles that are episodes, by primary key of the article."""
    episodes = Episode.objects.filter(post__in=pks).defer("transcript", "chapters")
    return {episode.post_id: enclosure(episode) for episode in episodes if episode.audio_url}
