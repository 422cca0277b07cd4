"""What search engines are told about the podcast and its episodes, see ``blog.structured_data``."""

from datetime import timedelta

from django.urls import reverse
from django.utils.duration import duration_iso_string
from django.utils.translation import get_language

from blog.models import Post, SiteTexts
from blog.share_pictures import Shown
from blog.structured_data import Node, image, organization
from core.web.site_urls import absolute_url
from podcast.models import Episode, Show
from podcast.models.show import FEED_PATH


def podcast_series(show: Show, site: SiteTexts) -> Node:
    """https://schema.org/PodcastSeries"""
    node: Node = {**_series(show), "webFeed": absolute_url(FEED_PATH), "publisher": organization(site)}
    node["inLanguage"] = show.language or get_language()
    if show.description:
        node["description"] = show.description
    if show.author:
        node["author"] = {"@type": "Person", "name": show.author}
    if show.picture:
        node["image"] = image(Shown.from_picture(show.picture))
    if show.directories:
        node["sameAs"] = [directory.url for directory in show.directories]
    return node


def podcast_episode(episode: Episode, post: Post, show: Show) -> Node:
    """https://schema.org/PodcastEpisode: the audio of an article, which its BlogPosting describes further."""
    url = absolute_url(post.get_absolute_url())
    media: Node = {"@type": "AudioObject", "contentUrl": absolute_url(episode.audio_url)}
    media["encodingFormat"] = episode.media_type
    node: Node = {
        "@type": "PodcastEpisode",
        "name": post.title or post.shared_title,
        "url": url,
        "mainEntityOfPage": url,
        "description": post.shared_description,
        "associatedMedia": media,
        "partOfSeries": _series(show),
    }
    if post.published_at:
        node["datePublished"] = post.published_at.isoformat()
    if episode.duration:
        node["duration"] = media["duration"] = duration_iso_string(timedelta(seconds=episode.duration))
    if episode.number:
        node["episodeNumber"] = episode.number
    if episode.season:
        node["partOfSeason"] = {"@type": "PodcastSeason", "seasonNumber": episode.season}
    return node


def _series(show: Show) -> Node:
    return {"@type": "PodcastSeries", "name": show.shown_title, "url": absolute_url(reverse("podcast_detail"))}
