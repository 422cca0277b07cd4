"""An article with audio: its player, chapters and transcript, as they are without script."""

from contextlib import closing
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from selectolax.lexbor import LexborHTMLParser, LexborNode

from podcast.models import Episode
from tests.audio import silent_mp3
from tests.blog.hidden import hidden
from tests.factories import make_episode, make_post, make_show

pytestmark = pytest.mark.django_db

VTT = """WEBVTT

00:00.000 --> 00:04.000
<v Mara>Why does the back complain?

00:04.000 --> 00:09.000
<v Mara>Because it has done nothing else all day.

01:05.500 --> 01:09.000
<v Nadia>So we <b>walk</b>?
"""


def open_article(client: Client, episode: Episode) -> LexborHTMLParser:
    response = client.get(episode.post.get_absolute_url())
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def find(html: LexborHTMLParser, selector: str) -> LexborNode:
    found = html.css_first(selector)
    assert found is not None, selector
    return found


def test_audio_of_the_site_is_played_and_downloaded(client: Client) -> None:
    episode = make_episode(audio=ContentFile(silent_mp3(2), "talk.mp3"))
    html = open_article(client, episode)
    audio = find(html, "audio").attributes
    assert audio["src"] == episode.audio.url
    assert (audio["preload"], "controls" in audio) == ("none", True)
    assert find(html, "a[download]").attributes["href"] == episode.audio.url
    with closing(client.get(episode.audio.url)) as file:
        assert file["Content-Type"] == "audio/mpeg"


def test_scripts_are_loaded_after_what_the_reader_sees_first(client: Client) -> None:
    html = open_article(client, make_episode())
    priorities = [node.attributes.get("fetchpriority") for node in html.css('script[src], link[rel="modulepreload"]')]
    assert priorities
    assert set(priorities) == {"low"}


def test_player_names_show_number_and_guests(client: Client) -> None:
    make_show(title="Strong Enough")
    html = open_article(client, make_episode(number=7, guests="Nadia Brandt https://nadia.example/\nTom"))
    text = " ".join(find(html, ".player").text().split())
    assert "Strong Enough Episode 7 2 min With Nadia Brandt, Tom" in text
    assert find(html, ".player__guests a").attributes["href"] == "https://nadia.example/"


def test_chapters_lead_to_their_moment(client: Client) -> None:
    html = open_article(client, make_episode(chapters="0:00 Begin\n2:30 Bad days https://days.example/"))
    links = html.css(".player__chapters [data-time]")
    assert [" ".join(link.text().split()) for link in links] == ["0:00 Begin", "2:30 Bad days"]
    assert links[1].attributes["href"] == "https://audio.example/squat.mp3#t=150"
    assert find(html, ".player__more").attributes["href"] == "https://days.example/"


def test_transcript_is_read_in_paragraphs_with_speakers_and_moments(client: Client) -> None:
    html = open_article(client, make_episode(transcript=VTT))
    parts = [" ".join(part.text().split()) for part in html.css(".transcript p")]
    assert parts == [
        "Listen from 0:00 Mara: Why does the back complain? Because it has done nothing else all day.",
        "Listen from 1:05 Nadia: So we walk?",
    ]
    assert find(html, "#t-65 a").attributes["href"] == "https://audio.example/squat.mp3#t=65"


def test_transcript_without_times_is_read_too(client: Client) -> None:
    html = open_article(client, make_episode(transcript="Hello.\n\nWe walk <slowly>."))
    assert [part.text() for part in html.css(".transcript p")] == ["Hello.", "We walk <slowly>."]
    assert html.css(".transcript a") == []


def test_article_has_the_beginning_of_a_long_transcript(client: Client) -> None:
    episode = make_episode(transcript="\n".join(f"{number} {'word ' * 100}" for number in range(100)))
    html = open_article(client, episode)
    assert len(html.css(".transcript p")) < 70
    page = client.get(find(html, ".transcript .button").attributes["href"] or "")
    whole = LexborHTMLParser(page.content.decode())
    assert len(whole.css(".transcript p")) == 100
    assert find(whole, ".kicker a").attributes["href"] == episode.post.get_absolute_url()
    assert find(whole, "audio").attributes["src"] == episode.audio_url
    assert "media-src 'self' https:" in page["Content-Security-Policy"]


@hidden
def test_transcript_of_a_hidden_article_has_no_page(client: Client, hidden: dict[str, Any]) -> None:
    episode = make_episode(make_post(**hidden), transcript=VTT)
    assert client.get(f"/podcast/transcripts/{episode.pk}/").status_code == 404


def test_episode_without_a_transcript_has_no_page_of_it(client: Client) -> None:
    assert client.get(f"/podcast/transcripts/{make_episode().pk}/").status_code == 404


def test_article_without_audio_loads_nothing_of_the_player(client: Client) -> None:
    make_episode()
    html = client.get(make_post().get_absolute_url()).content.decode()
    assert "css/podcast" not in html
    assert "js/podcast" not in html
    assert "player" not in html


def test_player_comes_and_goes_with_the_audio(client: Client) -> None:
    post = make_post()
    assert "<audio" not in client.get(post.get_absolute_url()).content.decode()
    episode = make_episode(post)
    assert "<audio" in client.get(post.get_absolute_url()).content.decode()
    episode.delete()
    assert "<audio" not in client.get(post.get_absolute_url()).content.decode()


def test_only_audio_elsewhere_may_come_from_other_sites(client: Client) -> None:
    elsewhere, here = make_episode(), make_episode(audio=ContentFile(silent_mp3(2), "talk.mp3"))
    policies = [
        client.get(one.post.get_absolute_url())["Content-Security-Policy"] for one in (elsewhere, here, make_episode())
    ]
    assert "media-src 'self' https:" in policies[0]
    assert "media-src" not in policies[1]
    assert policies[2] == policies[0]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "/apply/", "ftp://a.example/x.mp3"])
def test_row_with_no_address_shows_no_player(client: Client, address: str) -> None:
    html = client.get(make_episode(address=address).post.get_absolute_url()).content.decode()
    assert address not in html
    assert "<audio" not in html


@pytest.mark.parametrize(
    "fields",
    [
        {"transcript": "WEBVTT\n\n99:99:99.999 --> 00:00\n<v <script>>x"},
        {"transcript": "-->" * 1000},
        {"transcript": "\x01\u202e\n" * 50},
        {"chapters": "9999999999:1 x\n-1 y\n{"},
        {"chapters": '{"chapters": [1, {"startTime": 1e308, "title": "<b>"}]}'},
        {"guests": "https://\n://x\n<script>alert(1)</script>"},
        {"duration": 2**31 - 1, "size": 2**63 - 1, "number": 2**31 - 1, "season": 0},
        {"kind": "sequel", "media_type": "text/html"},
    ],
)
def test_hostile_row_breaks_no_page(client: Client, fields: dict[str, object]) -> None:
    episode = make_episode()
    Episode.objects.filter(pk=episode.pk).update(**fields)
    for url in (episode.post.get_absolute_url(), "/podcast/"):
        response = client.get(url)
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()
