from datetime import UTC, datetime

import pytest
from defusedxml.ElementTree import fromstring
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.feeds import POSTS_PER_FEED
from blog.models import SiteTexts
from tests.blog.hidden import hidden
from tests.factories import make_category, make_coach, make_post

pytestmark = pytest.mark.django_db


def items(client, url: str = "/feed/") -> list:
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/rss+xml")
    return fromstring(response.content).findall("channel/item")


def test_feed_has_the_article(client, settings):
    settings.SITE_URL = "https://coach.example.com"
    post = make_post(
        "strong-hips",
        title="Strong hips & <calm> knees",
        excerpt="Why they matter.",
        published_at=datetime(2026, 3, 1, 9, tzinfo=UTC),
        categories=[make_category("Core")],
        tags=["hips"],
        author=make_coach(display_name="Mara Lindt"),
    )
    [item] = items(client)
    assert item.findtext("title") == "Strong hips & <calm> knees"
    assert item.findtext("link") == "https://coach.example.com/strong-hips/"
    assert item.findtext("description") == "Why they matter."
    assert item.findtext("pubDate") == "Sun, 01 Mar 2026 09:00:00 +0000"
    assert item.findtext("{http://purl.org/dc/elements/1.1/}creator") == "Mara Lindt"
    assert [category.text for category in item.findall("category")] == ["Core", "hips"]
    assert item.find("guid").attrib == {"isPermaLink": "false"}
    assert item.findtext("guid") == f"https://coach.example.com/#article-{post.pk}"


def test_guid_stays_when_the_slug_changes(client):
    post = make_post("one")
    before = items(client)[0].findtext("guid")
    post.move_to("two")
    [item] = items(client)
    assert item.findtext("guid") == before
    assert item.findtext("link").endswith("/two/")


def test_feed_has_the_newest_articles_up_to_its_limit(client):
    coach = make_coach()
    for number in range(POSTS_PER_FEED + 1):
        make_post(title=f"Number {number}", author=coach, published_at=datetime(2026, 1, number + 1, tzinfo=UTC))
    shown = items(client)
    assert len(shown) == POSTS_PER_FEED
    assert shown[0].findtext("title") == f"Number {POSTS_PER_FEED}"


@hidden
def test_feeds_leave_out_hidden_articles(client, hidden):
    make_post(categories=[make_category("Core")], **hidden)
    assert items(client) == []
    assert items(client, "/category/core/feed/") == []


def test_feed_of_a_category_includes_its_subcategories(client):
    blog = make_category("Blog")
    coach = make_coach()
    make_post(title="Squat", author=coach, categories=[make_category("Core", parent=blog)])
    make_post(title="Elsewhere", author=coach)
    assert [item.findtext("title") for item in items(client, "/category/blog/feed/")] == ["Squat"]
    assert [item.findtext("title") for item in items(client, "/category/blog/core/feed/")] == ["Squat"]


def test_feed_of_an_unknown_category_is_not_found(client):
    assert client.get("/category/nothing/feed/").status_code == 404


def test_empty_site_has_a_feed(client):
    SiteTexts(pk=1, name="Strong & Calm").save()
    channel = fromstring(client.get("/feed/").content).find("channel")
    assert channel.findtext("title") == "Strong & Calm"


def test_feed_takes_the_same_queries_for_any_number_of_articles(direct_client, django_assert_num_queries):
    coach, core = make_coach(), make_category("Core")
    for _ in range(2):
        make_post(author=coach, categories=[core], tags=["hips"])
    direct_client.get("/feed/")
    with CaptureQueriesContext(connection) as few:
        direct_client.get("/feed/")
    for _ in range(15):
        make_post(author=coach, categories=[core], tags=["hips"])
    with django_assert_num_queries(len(few)):
        direct_client.get("/feed/")
