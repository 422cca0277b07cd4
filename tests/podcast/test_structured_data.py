"""What search engines and sharers are told, property by property."""

import json
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from blog.models import Post, SharePicture
from blog.share_pictures import draw_missing
from tests.audio import silent_mp3
from tests.factories import make_episode, make_picture, make_post, make_show

pytestmark = pytest.mark.django_db

SITE = "http://testserver"


@pytest.fixture(autouse=True)
def _site_url(settings: Any) -> None:
    settings.SITE_URL = SITE


def described(client: Client, url: str) -> dict[str, dict[str, Any]]:
    """The nodes of the page, by their type."""
    html = LexborHTMLParser(client.get(url).content.decode())
    graphs = [json.loads(script.text())["@graph"] for script in html.css('script[type="application/ld+json"]')]
    return {node["@type"]: node for graph in graphs for node in graph}


def test_podcast_is_a_series(client: Client) -> None:
    picture = make_picture(1400, 1400)
    make_show(
        title="Strong Enough",
        author="Mara Lindt",
        picture=picture,
        directories_text="https://overcast.fm/x",
        language="de",
    )
    make_episode()
    nodes = described(client, "/podcast/")
    series = nodes["PodcastSeries"]
    assert series.pop("publisher")["@type"] == "Organization"
    assert series == {
        "@type": "PodcastSeries",
        "name": "Strong Enough",
        "url": f"{SITE}/podcast/",
        "webFeed": f"{SITE}/podcast/feed/",
        "description": "Short talks about training.",
        "author": {"@type": "Person", "name": "Mara Lindt"},
        "image": {"@type": "ImageObject", "url": f"{SITE}{picture.url}", "width": 1400, "height": 1400},
        "sameAs": ["https://overcast.fm/x"],
        "inLanguage": "de",
    }
    names = [item["name"] for item in nodes["BreadcrumbList"]["itemListElement"]]
    assert names == ["Home", "Strong Enough"]


def test_article_with_audio_is_an_episode_too(client: Client) -> None:
    make_show(title="Strong Enough")
    post = make_post("bad-days", title="On bad days", teaser="What to do on bad days.")
    audio = ContentFile(silent_mp3(2), "talk.mp3")
    episode = make_episode(post, audio=audio, duration=3723, number=4, season=2)
    nodes = described(client, "/bad-days/")
    assert nodes["BlogPosting"]["headline"] == "On bad days"
    assert nodes["PodcastEpisode"] == {
        "@type": "PodcastEpisode",
        "name": "On bad days",
        "url": f"{SITE}/bad-days/",
        "mainEntityOfPage": f"{SITE}/bad-days/",
        "description": "What to do on bad days.",
        "datePublished": post.published_at.isoformat() if post.published_at else "",
        "duration": "P0DT01H02M03S",
        "episodeNumber": 4,
        "partOfSeason": {"@type": "PodcastSeason", "seasonNumber": 2},
        "partOfSeries": {"@type": "PodcastSeries", "name": "Strong Enough", "url": f"{SITE}/podcast/"},
        "associatedMedia": {
            "@type": "AudioObject",
            "contentUrl": f"{SITE}{episode.audio.url}",
            "encodingFormat": "audio/mpeg",
            "duration": "P0DT01H02M03S",
        },
    }
    assert "PodcastEpisode" not in described(client, make_post().get_absolute_url())


def test_sitemap_has_the_podcast_while_there_are_episodes(client: Client) -> None:
    assert "/podcast/" not in client.get("/sitemap-podcast.xml").content.decode()
    episode = make_episode()
    assert f"<loc>{SITE}/podcast/</loc>" in client.get("/sitemap-podcast.xml").content.decode()
    assert "/sitemap-podcast.xml" in client.get("/sitemap.xml").content.decode()
    Post.objects.filter(pk=episode.post_id).update(state=Post.State.DRAFT)
    assert "/podcast/" not in client.get("/sitemap-podcast.xml").content.decode()
    assert "/sitemap-podcast.xml" not in client.get("/sitemap.xml").content.decode()


def test_podcast_without_cover_is_shared_with_a_drawn_title(client: Client) -> None:
    show = make_show()
    make_episode()
    draw_missing()
    drawn = SharePicture.objects.get(path="/podcast/")
    assert drawn.url in client.get("/podcast/").content.decode()
    show.picture = make_picture(1400, 1400)
    show.save()
    draw_missing()
    assert not SharePicture.objects.filter(path="/podcast/").exists()
