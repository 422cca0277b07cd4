"""Months and years, and the page that leads to them, to topics and to tags."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from selectolax.lexbor import LexborHTMLParser

from blog.menu import dead_targets
from blog.models import Address, Post
from blog.views.lists import POSTS_PER_PAGE
from tests.blog.hidden import hidden
from tests.factories import make_category, make_coach, make_post

pytestmark = pytest.mark.django_db


def published(*day: int, **fields: Any) -> Post:
    return make_post(published_at=datetime(*day, hour=12, tzinfo=UTC), **fields)


def titles(client: Client, url: str) -> list[str]:
    return texts(client, url, ".card__title")


def texts(client: Client, url: str, selector: str) -> list[str]:
    response = client.get(url)
    assert response.status_code == 200
    return [" ".join(one.text().split()) for one in LexborHTMLParser(response.content).css(selector)]


def links(client: Client, url: str, selector: str) -> list[str | None]:
    return [one.attributes["href"] for one in LexborHTMLParser(client.get(url).content).css(selector)]


def test_month_and_year_list_their_articles(client: Client) -> None:
    coach = make_coach()
    for day in ((2024, 12, 31), (2025, 1, 1), (2025, 1, 31), (2025, 2, 1), (2025, 12, 31), (2026, 1, 1)):
        published(*day, title="-".join(map(str, day)), author=coach)
    assert titles(client, "/2025/01/") == ["2025-1-31", "2025-1-1"]
    assert titles(client, "/2025/12/") == ["2025-12-31"]
    assert titles(client, "/2025/") == ["2025-12-31", "2025-2-1", "2025-1-31", "2025-1-1"]
    assert texts(client, "/2025/01/", "h1") == ["January 2025"]


def test_months_are_those_of_the_site(client: Client, settings: Settings) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"
    make_post(title="New year", published_at=datetime(2025, 12, 31, 20, tzinfo=UTC))
    assert titles(client, "/2026/01/") == ["New year"]
    assert client.get("/2025/").status_code == 404
    assert links(client, "/articles/archive/", ".section nav a") == ["/2026/01/"]


@pytest.mark.parametrize("url", ["/2025/", "/2025/03/", "/0999/", "/2025/13/", "/2025/00/", "/9999/", "/9999/12/"])
def test_period_without_articles_is_not_found(client: Client, url: str) -> None:
    published(2026, 3, 1)
    assert client.get(url).status_code == 404


@hidden
def test_hidden_articles_are_in_no_period(client: Client, hidden: dict[str, Any]) -> None:
    post = make_post(**hidden)
    moment = timezone.localtime(post.published_at or timezone.now())
    assert client.get(f"/{moment:%Y}/").status_code == client.get(f"/{moment:%Y/%m}/").status_code == 404
    assert texts(client, "/articles/archive/", ".section h2") == []


def test_long_period_is_paged(client: Client) -> None:
    coach = make_coach()
    for _number in range(POSTS_PER_PAGE + 1):
        published(2025, 3, 2, author=coach)
    published(2025, 3, 1, title="The oldest", author=coach)
    assert titles(client, "/2025/03/page/2/")[-1] == titles(client, "/2025/page/2/")[-1] == "The oldest"
    assert client.get("/2025/03/page/1/")["Location"] == "/2025/03/"
    assert client.get("/2025/page/3/").status_code == 404


def test_periods_lead_to_each_other(client: Client) -> None:
    coach = make_coach()
    for day in ((2023, 5, 1), (2025, 1, 1), (2025, 3, 1), (2026, 2, 1)):
        published(*day, author=coach)
    assert links(client, "/2025/03/", ".pager a.button") == ["/2026/02/", "/2025/01/"]
    assert links(client, "/2025/", ".pager a.button") == ["/2026/", "/2023/"]
    assert links(client, "/2023/05/", ".pager a.button") == ["/2025/01/"]
    assert links(client, "/2025/", ".list-head .topics a") == ["/2025/03/", "/2025/01/"]
    assert links(client, "/2025/03/", ".list-head .kicker a") == ["/2025/"]


def test_archive_leads_to_months_topics_and_tags(client: Client) -> None:
    coach = make_coach()
    published(2025, 3, 1, author=coach, categories=[make_category("Core")], tags=["hips"])
    published(2025, 3, 9, author=coach, tags=["hips", "sleep"])
    published(2024, 7, 1, author=coach)
    make_post(state="draft", author=coach, tags=["secret"])
    assert texts(client, "/articles/archive/", ".section h2") == ["2025", "2024", "Topics", "Tags"]
    chips = texts(client, "/articles/archive/", ".section nav a")
    assert chips == ["March 2 articles", "July 1 article", "Core", "hips 2 articles", "sleep 1 article"]
    assert "/articles/archive/" in links(client, "/articles/", ".list-head a")


def test_archive_of_an_empty_site_says_so(client: Client) -> None:
    assert texts(client, "/articles/archive/", ".empty") == ["Nothing is published here yet. Come back soon."]


def test_pages_have_a_title_a_description_and_a_canonical_address(client: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://coach.example.com"
    published(2025, 3, 1)
    head = client.get("/2025/03/").text.split("</head>")[0]
    assert "<title>March 2025 · Sturdy</title>" in head
    assert '<link rel="canonical" href="https://coach.example.com/2025/03/">' in head
    assert '<meta name="description" content="All articles of March 2025 on Sturdy.">' in head


def test_imported_entry_whose_slug_is_a_year_stays_at_its_address(client: Client) -> None:
    published(2025, 3, 1)
    post = make_post("one", title="My year")
    Address.objects.filter(post=post).update(slug="2025")
    assert texts(client, "/2025/", "h1") == ["My year"]
    assert texts(client, "/2025/03/", "h1") == ["March 2025"]


@pytest.mark.parametrize("published_at", ["0001-01-01 00:00:00", "0999-12-31 23:59:59"])
def test_article_of_an_early_year_is_in_no_period(client: Client, published_at: str, settings: Settings) -> None:
    settings.TIME_ZONE = "America/Lima"
    Post.objects.filter(pk=make_post().pk).update(published_at=datetime.fromisoformat(published_at).replace(tzinfo=UTC))
    assert texts(client, "/articles/archive/", ".section h2") == []


def test_kept_page_follows_the_articles(client: Client) -> None:
    post = published(2025, 3, 1, title="Before")
    assert titles(client, "/2025/03/") == ["Before"]
    Post.objects.filter(pk=post.pk).update(title="After")
    assert titles(client, "/2025/03/") == ["After"]
    Post.objects.filter(pk=post.pk).update(published_at=timezone.now() + timedelta(days=1))
    assert client.get("/2025/03/").status_code == 404


def test_menu_leads_to_periods_with_articles_only(client: Client) -> None:
    published(2025, 3, 1)
    assert dead_targets(["/2025/", "/2025/03/", "/2024/", "/2025/04/"]) == {"/2024/", "/2025/04/"}
