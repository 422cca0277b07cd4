"""The feed of the podcast, rule by rule.

Apple: https://podcasters.apple.com/support/823-podcast-requirements, Spotify:
https://support.spotify.com/creators/article/podcast-specification-doc/, RSS: https://www.rssboard.org/rss-profile,
Podcasting 2.0: https://podcasting2.org/docs/podcast-namespace.
"""

import io
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from core.html import block_marker
from podcast import feeds
from podcast.categories import CATEGORIES, Category
from podcast.models import Episode, Show
from tests.blog.hidden import hidden
from tests.factories import make_coach, make_episode, make_picture, make_post, make_show

pytestmark = pytest.mark.django_db

FEED = "/podcast/feed/"
SITE = "https://coach.example.com"
NAMES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "atom": "http://www.w3.org/2005/Atom",
}
VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nBrace."


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.SITE_URL = SITE


def channel_of(client: Any) -> Element:
    response = client.get(FEED)
    assert response.status_code == 200
    return fromstring(response.content).find("channel")


def item_of(client: Any) -> Element:
    [item] = channel_of(client).findall("item")
    return item


def texts(element: Element, path: str) -> list[str | None]:
    return [found.text for found in element.findall(path, NAMES)]


def make_whole_show(**fields: Any) -> Show:
    return make_show(
        **{
            "author": "Mara Lindt",
            "owner_name": "Mara Lindt",
            "picture": make_picture(1600, 1600),
            "category": "Health & Fitness > Fitness",
            "second_category": "Education",
            "language": "en-gb",
            "copyright": "© 2026 Mara Lindt",
            **fields,
        }
    )


def test_feed_is_rss_in_utf_8(client):
    make_whole_show(title="Stärke & <Ruhe>")
    make_episode()
    response = client.get(FEED)
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert response.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    assert fromstring(response.content).attrib == {"version": "2.0"}


def test_channel_has_what_apple_requires(client):
    show = make_whole_show(title="Strong & <Calm>", description="Short talks\nabout training.")
    make_episode()
    channel = channel_of(client)
    assert channel.findtext("title") == "Strong & <Calm>"
    assert channel.findtext("description") == "Short talks\nabout training."
    assert channel.findtext("language") == "en-gb"
    assert channel.findtext("itunes:explicit", namespaces=NAMES) == "false"
    [image] = channel.findall("itunes:image", NAMES)
    assert image.get("href", "").startswith(f"{SITE}/podcast/cover-{show.picture.pk}-")
    main, second = channel.findall("itunes:category", NAMES)
    assert (main.get("text"), [below.get("text") for below in main]) == ("Health & Fitness", ["Fitness"])
    assert (second.get("text"), list(second)) == ("Education", [])


def test_channel_has_what_apple_recommends(client):
    make_whole_show(kind=Show.Kind.SERIAL)
    make_episode()
    channel = channel_of(client)
    assert channel.findtext("link") == f"{SITE}/podcast/"
    assert channel.findtext("itunes:author", namespaces=NAMES) == "Mara Lindt"
    assert channel.findtext("itunes:type", namespaces=NAMES) == "serial"
    assert channel.findtext("copyright") == "© 2026 Mara Lindt"


def test_spotify_can_ask_the_owner(client):
    make_whole_show(owner_email="mara@example.org")
    make_episode()
    [owner] = channel_of(client).findall("itunes:owner", NAMES)
    assert texts(owner, "itunes:name") + texts(owner, "itunes:email") == ["Mara Lindt", "mara@example.org"]


def test_channel_names_its_own_address(client):
    make_whole_show()
    make_episode()
    [link] = channel_of(client).findall("atom:link", NAMES)
    assert link.attrib == {"href": f"{SITE}{FEED}", "rel": "self"}


def test_image_of_rss_says_the_same_as_the_channel(client):
    make_whole_show()
    make_episode()
    channel = channel_of(client)
    [image] = channel.findall("image")
    assert [image.findtext(name) for name in ("title", "link")] == [
        channel.findtext(name) for name in ("title", "link")
    ]
    assert image.findtext("url") == channel.find("itunes:image", NAMES).get("href")


def test_explicit_show_says_so(client):
    make_whole_show(is_explicit=True)
    make_episode()
    assert texts(channel_of(client), "itunes:explicit") == ["true"]


def test_show_that_has_moved_names_its_new_feed(client):
    make_whole_show(new_feed_url="https://feeds.example/strong?a=1&b=2")
    make_episode()
    assert texts(channel_of(client), "itunes:new-feed-url") == ["https://feeds.example/strong?a=1&b=2"]


def test_show_that_has_not_moved_names_no_other_feed(client):
    make_whole_show()
    make_episode()
    assert texts(channel_of(client), "itunes:new-feed-url") == []


@pytest.mark.parametrize(("is_locked", "word"), [(True, "yes"), (False, "no")])
def test_channel_has_what_podcasting_2_asks_for(client, is_locked, word):
    show = make_whole_show(is_locked=is_locked, owner_email="mara@example.org")
    make_episode()
    channel = channel_of(client)
    assert texts(channel, "podcast:guid") == [show.guid]
    [locked] = channel.findall("podcast:locked", NAMES)
    assert (locked.text, locked.attrib) == (word, {"owner": "mara@example.org"})
    [host] = channel.findall("podcast:person", NAMES)
    assert (host.text, host.get("role")) == ("Mara Lindt", "host")


def test_every_category_is_one_of_apples():
    assert len(CATEGORIES) > 100
    assert CATEGORIES["Health & Fitness > Fitness"] == Category("Health & Fitness", "Fitness")


def test_item_has_what_apple_requires(client):
    make_show()
    day = datetime(2026, 3, 1, 9, tzinfo=UTC)
    post = make_post("squat", title="Squat & <sit>", teaser="How deep?", published_at=day)
    make_episode(post, guid=" Ä&<1> ", size=123_456, media_type="audio/mpeg")
    item = item_of(client)
    assert item.findtext("title") == "Squat & <sit>"
    assert item.findtext("description") == "How deep?"
    assert item.findtext("link") == f"{SITE}/squat/"
    assert item.find("enclosure").attrib == {
        "url": "https://audio.example/squat.mp3",
        "length": "123456",
        "type": "audio/mpeg",
    }
    [guid] = item.findall("guid")
    assert (guid.text, guid.attrib) == (" Ä&<1> ", {"isPermaLink": "false"})
    assert item.findtext("pubDate") == "Sun, 01 Mar 2026 09:00:00 +0000"
    assert parsedate_to_datetime(item.findtext("pubDate") or "") == day


def test_item_has_what_apple_recommends(client):
    make_show(is_explicit=False)
    picture = make_picture(1400, 1400)
    make_episode(
        make_post(title="Squat"),
        duration=3723,
        number=12,
        season=3,
        kind=Episode.Kind.BONUS,
        is_explicit=True,
        picture=picture,
    )
    item = item_of(client)
    expected = {"title": "Squat", "duration": "3723", "episode": "12", "season": "3", "episodeType": "bonus"}
    for name, value in {**expected, "explicit": "true"}.items():
        assert texts(item, f"itunes:{name}") == [value]
    [image] = item.findall("itunes:image", NAMES)
    assert f"/podcast/cover-{picture.pk}-" in image.get("href", "")
    assert texts(item, "podcast:episode") + texts(item, "podcast:season") == ["12", "3"]


def test_item_leaves_out_what_is_not_known(client):
    make_show()
    make_episode(duration=None)
    item = item_of(client)
    for name in ("duration", "episode", "season", "image", "explicit"):
        assert texts(item, f"itunes:{name}") == []
    for name in ("transcript", "chapters", "person"):
        assert texts(item, f"podcast:{name}") == []


def test_item_has_guests(client):
    make_show()
    make_episode(guests="Nadia Brandt https://nadia.example/?a=1&b=2\nInes Varga")
    found = [(one.text, one.attrib) for one in item_of(client).findall("podcast:person", NAMES)]
    assert found == [
        ("Nadia Brandt", {"role": "guest", "href": "https://nadia.example/?a=1&b=2"}),
        ("Ines Varga", {"role": "guest"}),
    ]


def test_item_has_the_whole_text_with_blocks(client):
    make_show()
    body = f'<p><a href="/about/">About</a></p>{block_marker("note", "tip", "<p>Slow.</p>")}'
    make_episode(make_post(body=body, teaser="Short."))
    content = item_of(client).findtext("content:encoded", namespaces=NAMES)
    assert content == f'<p><a href="{SITE}/about/">About</a></p><p><strong>Tip</strong></p><p>Slow.</p>'


def test_own_audio_has_a_whole_address_with_an_ending(client):
    make_show()
    make_episode(audio=ContentFile(b"audio", name="Höhe 1.mp3"), size=5)
    url = item_of(client).find("enclosure").get("url", "")
    assert re.fullmatch(rf"{SITE}/media/podcast/[-./\w%]+\.mp3", url, re.ASCII)
    response = client.get(url.removeprefix(SITE))
    assert (response.status_code, b"".join(response)) == (200, b"audio")
    assert (response["Content-Length"], response["Content-Type"]) == ("5", "audio/mpeg")


def test_foreign_address_is_written_in_ascii(client):
    make_show()
    make_episode(address="https://audio.example/Größe 1.mp3?a=1&b=%20")
    assert item_of(client).find("enclosure").get("url") == "https://audio.example/Gr%C3%B6%C3%9Fe%201.mp3?a=1&b=%20"


def test_newest_episode_comes_first(client):
    make_show(kind=Show.Kind.SERIAL)
    for days in (3, 1, 2):
        make_episode(make_post(title=str(days), published_at=timezone.now() - timedelta(days=days)))
    assert texts(channel_of(client), "item/title") == ["1", "2", "3"]


def test_ids_stay_when_address_and_audio_change(client):
    make_show()
    episode = make_episode()
    before = item_of(client).findtext("guid")
    episode.post.move_to("another")
    episode.address = "https://elsewhere.example/new.mp3"
    episode.save()
    item = item_of(client)
    assert item.findtext("guid") == before
    assert item.find("enclosure").get("url") == "https://elsewhere.example/new.mp3"


@hidden
def test_hidden_articles_are_not_in_the_feed(client, hidden):
    make_show()
    episode = make_episode(make_post(**hidden), transcript=VTT, chapters="0:00 Hello", picture=make_picture(1400, 1400))
    assert texts(channel_of(client), "item/title") == []
    for path in (f"transcripts/{episode.pk}.vtt", f"transcripts/{episode.pk}.txt", f"chapters/{episode.pk}.json"):
        assert client.get(f"/podcast/{path}").status_code == 404
    assert client.get(f"/podcast/cover-{episode.picture.pk}-0.jpg").status_code == 404


def test_without_show_and_episodes_there_is_no_feed(client):
    make_post()
    assert client.get(FEED).status_code == 404


def test_episodes_without_a_show_have_a_feed(client):
    make_episode()
    assert texts(channel_of(client), "item/enclosure") == [None]


@pytest.mark.parametrize("former", ["/feed/podcast/", "/?feed=podcast", "/feed/podcast/strong-enough/"])
def test_former_addresses_lead_to_the_feed(client, former):
    make_show()
    response = client.get(former)
    assert (response.status_code, response["Location"]) == (301, FEED)


def test_unchanged_feed_is_not_sent_again(client):
    make_show()
    make_episode()
    response = client.get(FEED)
    assert client.get(FEED, headers={"if-none-match": response["ETag"]}).status_code == 304
    head = client.head(FEED)
    assert (head.status_code, head.content) == (200, b"")


def test_feed_takes_the_same_queries_for_any_number_of_episodes(direct_client, django_assert_max_num_queries):
    make_whole_show()
    coach, picture = make_coach(), make_picture(1400, 1400)
    make_episode(make_post(author=coach), picture=picture, transcript=VTT)
    direct_client.get(FEED)
    with CaptureQueriesContext(connection) as few:
        direct_client.get(FEED)
    for _ in range(10):
        make_episode(make_post(author=coach), picture=picture, transcript=VTT)
    with django_assert_max_num_queries(min(len(few), 8)):
        direct_client.get(FEED)


def test_feed_has_episodes_up_to_its_limit(client, monkeypatch):
    monkeypatch.setattr(feeds, "MAX_EPISODES", 2)
    monkeypatch.setattr(feeds, "WITH_WHOLE_TEXT", 1)
    make_show()
    coach = make_coach()
    for days in (1, 2, 3):
        make_episode(make_post(title=str(days), author=coach, published_at=timezone.now() - timedelta(days=days)))
    channel = channel_of(client)
    assert texts(channel, "item/title") == ["1", "2"]
    assert len(texts(channel, "item/content:encoded")) == 1


def test_characters_that_xml_does_not_have_are_left_out(client):
    make_whole_show(author="Ma\x0bra", copyright="\x01")
    make_episode(make_post(title="Squ\x08at"), guests="Na\x0cdia", guid="a\x02b")
    item = item_of(client)
    assert item.findtext("title") == "Squat"
    assert texts(item, "podcast:person")[0] in ("Nadia", "Na")


def test_timed_transcript_is_served_as_webvtt(client):
    make_show()
    episode = make_episode(transcript="1\n00:00:01,000 --> 00:00:02,500\nBrace & lift.\n")
    [transcript] = item_of(client).findall("podcast:transcript", NAMES)
    assert transcript.attrib == {"url": f"{SITE}/podcast/transcripts/{episode.pk}.vtt", "type": "text/vtt"}
    response = client.get(f"/podcast/transcripts/{episode.pk}.vtt")
    assert response["Content-Type"] == "text/vtt; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.content == b"WEBVTT\n\n00:00:01.000 --> 00:00:02.500\nBrace &amp; lift.\n"
    assert client.get(f"/podcast/transcripts/{episode.pk}.txt").status_code == 404


def test_plain_transcript_is_served_as_text(client):
    make_show()
    episode = make_episode(transcript="<script>Brace.</script>")
    [transcript] = item_of(client).findall("podcast:transcript", NAMES)
    assert transcript.attrib == {"url": f"{SITE}/podcast/transcripts/{episode.pk}.txt", "type": "text/plain"}
    response = client.get(f"/podcast/transcripts/{episode.pk}.txt")
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("text/plain; charset=utf-8", "nosniff")
    assert client.get(f"/podcast/transcripts/{episode.pk}.vtt").status_code == 404


def test_chapters_are_served_as_json(client):
    make_show()
    episode = make_episode(chapters="0:00 Hello\n1:02:03 Rules https://example.org/rules\nno chapter")
    [chapters] = item_of(client).findall("podcast:chapters", NAMES)
    url = f"/podcast/chapters/{episode.pk}.json"
    assert chapters.attrib == {"url": f"{SITE}{url}", "type": "application/json+chapters"}
    response = client.get(url)
    assert response["Content-Type"] == "application/json+chapters"
    assert response.json() == {
        "version": "1.2.0",
        "chapters": [
            {"startTime": 0, "title": "Hello"},
            {"startTime": 3723, "title": "Rules", "url": "https://example.org/rules"},
        ],
    }


@pytest.mark.parametrize(("size", "side"), [((1600, 1600), 1600), ((2000, 1500), 1500), ((600, 900), 1400)])
def test_cover_is_a_square_jpeg_as_large_as_apple_asks(client, size, side):
    make_whole_show(picture=make_picture(*size))
    make_episode()
    url = channel_of(client).find("itunes:image", NAMES).get("href", "")
    response = client.get(url.removeprefix(SITE))
    assert response["Content-Type"] == "image/jpeg"
    with Image.open(io.BytesIO(response.content)) as cover:
        assert (cover.format, cover.mode, cover.size) == ("JPEG", "RGB", (side, side))
    assert not response.cookies


def test_former_cover_leads_to_the_current_one(client):
    show = make_whole_show()
    response = client.get(f"/podcast/cover-{show.picture.pk}-former.jpg")
    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200


def test_pictures_of_other_pages_are_no_covers(client):
    make_whole_show()
    assert client.get(f"/podcast/cover-{make_picture(1500, 1500).pk}-0.jpg").status_code == 404
    assert client.get("/podcast/cover-999999-0.jpg").status_code == 404


def test_cover_whose_file_is_lost_is_missing(client):
    show = make_whole_show()
    make_episode()
    url = channel_of(client).find("itunes:image", NAMES).get("href", "")
    show.picture.file.storage.delete(show.picture.file.name)
    assert client.get(url.removeprefix(SITE)).status_code == 404


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://[bad/1.mp3", 1),
        ("https://", 1),
        ("javascript:alert(1)", 0),
        ("//audio.example/1.mp3", 0),
        ("nothing", 0),
    ],
)
def test_feed_is_served_whatever_the_address_is(client, address, shown):
    make_show()
    make_episode(address=address)
    assert len(texts(channel_of(client), "item/guid")) == shown
