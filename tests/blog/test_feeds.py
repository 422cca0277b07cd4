from datetime import UTC, datetime

import pytest
from defusedxml.ElementTree import fromstring
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.feeds import POSTS_PER_FEED
from blog.models import SiteTexts
from core.html import block_marker
from tests.blog.hidden import hidden
from tests.factories import make_category, make_coach, make_offer, make_picture, make_post

pytestmark = pytest.mark.django_db

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


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
        teaser="Why they matter.",
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


def test_feed_has_the_whole_text_with_blocks_and_whole_urls(client, settings):
    settings.SITE_URL = "https://coach.example.com"
    link = '<a href="{}/about/">About</a>'
    body = (
        f"<p>One {link}</p>{block_marker('note', 'tip', f'<p>{link}</p>')}{block_marker('note', 'nothing')}<p>Two</p>"
    )
    make_post(body=body.replace("{}", ""), teaser="Short.")
    [item] = items(client)
    assert item.findtext("description") == "Short."
    expected = f"<p>One {link}</p><p><strong>Tip</strong></p><p>{link}</p><p>Two</p>"
    assert item.findtext(CONTENT) == expected.replace("{}", "https://coach.example.com")


def test_feed_shows_every_kind_of_block(client, settings):
    settings.SITE_URL = "https://coach.example.com"
    still = make_picture(alternative_text="How to squat", credit="Ines")
    make_offer("challenge", name="28 days", button="Join in")
    make_post("knees", title="Knees")
    blocks = [
        block_marker("picture", str(still.pk), "Deep"),
        block_marker("gallery", str(still.pk)),
        block_marker("video", f"youtube-dQw4w9WgXcQ-p{still.pk}"),
        block_marker("video", "vimeo-7"),
        block_marker("quote", "large", "<p>Slow.</p><p>— Nadia</p>"),
        block_marker("article", "knees"),
        block_marker("offer", "challenge"),
    ]
    make_post("hips", title="Hips", body="".join(blocks))
    [content] = [item.findtext(CONTENT) for item in items(client) if item.findtext("title") == "Hips"]
    for part in (
        f'<img src="https://coach.example.com{still.url}" alt="How to squat" width="1200" height="800">',
        "<figcaption>Deep Picture: Ines</figcaption>",
        '<a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">',
        '<a href="https://vimeo.com/7">Video on Vimeo</a>',
        "<blockquote><p>Slow.</p></blockquote><p>— Nadia</p>",
        '<a href="https://coach.example.com/knees/">Knees</a>',
        '<strong>28 days</strong>  <a href="https://coach.example.com/go/challenge/">Join in</a>',
    ):
        assert part in content
    assert not any(word in content for word in ("<script", "<iframe", "class=", 'src="/', 'href="/'))
