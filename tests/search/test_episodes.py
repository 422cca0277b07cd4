"""What is said in an episode is found, and the hit leads to the moment."""

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from blog.models import Post
from podcast.models import Episode
from podcast.transcripts import Cue, write_vtt
from search.filling import fill
from search.finding import Found, find
from search.models import Document, Mark
from tests.blog.hidden import hidden
from tests.factories import make_episode, make_post

pytestmark = pytest.mark.django_db

VTT = """WEBVTT

00:00.000 --> 00:04.000
<v Mara>Good morning.

00:12.000 --> 00:15.000
<v Nadia>My sacrum creaks on stairs.

00:30.000 --> 00:35.000
<v Mara>Then walk before you stretch.
"""


def hits(words: str, kind: str = "") -> list[Found]:
    return find(words, kind).found


def test_spoken_words_lead_to_their_moment() -> None:
    episode = make_episode(transcript=VTT)
    fill()
    (found,) = hits("sacrum")
    assert found.hit.row == episode
    assert found.url == f"{episode.post.get_absolute_url()}#t-12"
    assert found.snippet == "My <mark>sacrum</mark> creaks on stairs."


def test_moment_of_a_long_transcript_is_on_the_page_of_all_of_it() -> None:
    cues = [Cue(second, second + 1, f"{'word ' * 30}.") for second in range(600)]
    episode = make_episode(transcript=write_vtt([*cues, Cue(600, 605, "My sacrum creaks.", "Mara")]))
    fill()
    assert hits("sacrum")[0].url == f"/podcast/transcripts/{episode.pk}/#t-600"


def test_transcript_without_times_leads_to_the_article() -> None:
    episode = make_episode(transcript="My sacrum creaks.")
    fill()
    assert hits("sacrum")[0].url == episode.post.get_absolute_url()


@pytest.mark.parametrize("words", ["elderberry", "brandt"])
def test_chapters_and_guests_are_found(words: str) -> None:
    episode = make_episode(chapters="0:00 Elderberry for breakfast", guests="Nadia Brandt")
    fill()
    assert [found.url for found in hits(words)] == [episode.post.get_absolute_url()]


def test_by_its_title_the_article_is_found_first() -> None:
    make_episode(make_post(title="Elderberry"), transcript=VTT)
    fill()
    assert [found.kind.name for found in hits("elderberry")] == ["article", "episode"]
    assert [found.kind.name for found in hits("elderberry", "episode")] == ["episode"]


def test_page_of_the_search_has_the_hit_and_the_filter(client: Client) -> None:
    make_post()
    fill()
    assert "kind=episode" not in client.get("/search/", {"q": "breathe"}).content.decode()
    episode = make_episode(transcript=VTT)
    fill()
    html = LexborHTMLParser(client.get("/search/", {"q": "sacrum", "kind": "episode"}).content.decode())
    (link,) = html.css(".hit a")
    assert link.attributes["href"] == f"{episode.post.get_absolute_url()}#t-12"
    assert any("kind=episode" in (one.attributes["href"] or "") for one in html.css(".filters a"))


@hidden
def test_episode_of_a_hidden_article_is_not_found(hidden: dict[str, object]) -> None:
    episode = make_episode(transcript=VTT)
    fill()
    assert hits("sacrum")
    Post.objects.filter(pk=episode.post_id).update(**hidden)
    assert not Document.objects.filter(kind="episode").exists()
    fill()
    assert not hits("sacrum")


def test_scheduled_episode_is_found_when_its_article_is_out(clock) -> None:
    post = make_post(state="draft")
    make_episode(post, transcript=VTT)
    fill()
    Post.objects.filter(pk=post.pk).update(state="published")
    fill()
    assert hits("sacrum")


def test_changed_and_deleted_transcripts_are_followed() -> None:
    episode = make_episode(transcript=VTT)
    fill()
    Episode.objects.update(transcript="Now about mulberries.")
    assert not Document.objects.filter(kind="episode").exists()
    fill()
    assert hits("mulberry")
    assert not hits("sacrum")
    episode.delete()
    assert not Document.objects.filter(kind="episode").exists()
    Mark.objects.all().delete()


def test_deleted_article_takes_its_episode_out_of_the_index() -> None:
    episode = make_episode(transcript=VTT)
    fill()
    episode.post.delete()
    assert not Document.objects.filter(kind="episode").exists()


def test_many_episodes_take_the_queries_of_one(django_assert_max_num_queries) -> None:
    for _number in range(5):
        make_episode(transcript=VTT)
    fill()
    with django_assert_max_num_queries(12):
        assert len(hits("sacrum")) == 5
