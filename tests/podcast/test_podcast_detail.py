"""The page of the podcast, and its entry in the menu."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.models import Post
from podcast.models import Episode, Show
from podcast.views.show import EPISODES_PER_PAGE
from tests.blog.hidden import hidden
from tests.factories import make_episode, make_picture, make_post, make_show

pytestmark = pytest.mark.django_db

MENU_ENTRY = '<a href="/podcast/">Podcast</a>'


def make_episodes(*titles: str) -> None:
    """Public ones, each a day after the one before."""
    begin = timezone.now() - timedelta(days=30)
    author = make_post().author
    for day, title in enumerate(titles):
        make_episode(make_post(title=title, author=author, published_at=begin + timedelta(days=day)))


def page(client: Client, url: str = "/podcast/") -> str:
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_show_is_presented_with_its_directories(client: Client) -> None:
    apple = "https://podcasts.apple.com/podcast/id1"
    make_show(title="Strong Enough", author="Mara Lindt", directories_text=f"{apple}\nhttps://listen.example/x")
    make_episode()
    html = page(client)
    assert "<h1>Strong Enough</h1>" in html
    assert "With Mara Lindt" in html
    assert f'<a href="{apple}" rel="noopener">Apple Podcasts</a>' in html
    assert ">listen.example</a>" in html


def test_without_settings_the_podcast_has_the_name_of_the_site(client: Client) -> None:
    make_episode()
    assert "<h1>Sturdy</h1>" in page(client)


def test_newest_episode_comes_first(client: Client) -> None:
    make_episodes("Squat", "Hinge")
    html = page(client)
    assert html.index("Hinge") < html.index("Squat")


def test_first_episode_of_a_story_comes_first(client: Client) -> None:
    make_show(kind=Show.Kind.SERIAL)
    make_episodes("Squat", "Hinge")
    html = page(client)
    assert html.index("Squat") < html.index("Hinge")


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"number": 3, "season": 2}, "Season 2, episode 3"),
        ({"number": 3}, "Episode 3"),
        ({"kind": "trailer", "number": 3}, "Trailer"),
        ({"duration": 1930}, "32 min"),
        ({"duration": 9}, "1 min"),
    ],
)
def test_number_kind_and_duration_are_shown(client: Client, fields: dict[str, object], shown: str) -> None:
    make_episode(**fields)
    assert f"<span>{shown}</span>" in page(client)


def test_episodes_are_paged(client: Client) -> None:
    make_episodes(*(f"Talk {number:02}" for number in range(EPISODES_PER_PAGE + 1)))
    assert "Talk 00" not in page(client)
    assert 'href="/podcast/page/2/">Older episodes' in page(client)
    assert "Talk 00" in page(client, "/podcast/page/2/")
    assert client.get("/podcast/page/3/").status_code == 404
    assert client.get("/podcast/page/1/")["Location"] == "/podcast/"


@hidden
def test_episode_of_a_hidden_article_is_not_listed(client: Client, hidden: dict[str, object]) -> None:
    make_episode(make_post(title="Secret", **hidden))
    assert client.get("/podcast/").status_code == 404
    make_episode()
    assert "Secret" not in page(client)


def test_menu_shows_the_podcast_while_there_are_episodes(client: Client) -> None:
    assert MENU_ENTRY not in page(client, "/")
    episode = make_episode(make_post(state=Post.State.DRAFT))
    assert MENU_ENTRY not in page(client, "/")
    Post.objects.filter(pk=episode.post_id).update(state=Post.State.PUBLISHED)
    assert MENU_ENTRY in page(client, "/")
    Episode.objects.all().delete()
    assert MENU_ENTRY not in page(client, "/")


def test_page_follows_changes_of_the_show(client: Client) -> None:
    make_show(title="Strong Enough")
    make_episode()
    page(client)
    Show.objects.update(title="Stronger")
    assert "<h1>Stronger</h1>" in page(client)


def test_page_takes_the_same_queries_for_any_number_of_episodes(direct_client: Client) -> None:
    make_show(picture=make_picture(60, 60))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(direct_client)
        return len(captured)

    make_episodes("Squat")
    few = queries()
    make_episodes(*(f"Talk {number}" for number in range(8)))
    assert queries() == few
