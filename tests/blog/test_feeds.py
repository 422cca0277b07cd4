from datetime import UTC, datetime

import pytest
from defusedxml.ElementTree import fromstring
from django.db import connection
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser
from taggit.models import Tag

from accounts.models import Profile
from blog.feeds import POSTS_PER_FEED
from blog.models import Post, SiteTexts
from blog.tags import redirect_to_tag
from core.html import block_marker
from tests.admin_forms import form_data
from tests.blog.hidden import hidden
from tests.factories import make_category, make_coach, make_offer, make_picture, make_post, make_user

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA = "{http://search.yahoo.com/mrss/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def items(client, url: str = "/feed/") -> list:
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/rss+xml")
    return fromstring(response.content).findall("channel/item")


def entries(client, url: str = "/feed/atom/") -> list:
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return fromstring(response.content).findall(f"{ATOM}entry")


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


@pytest.mark.parametrize("url", ["/feed/", "/category/core/feed/", "/tag/hips/feed/", "/author/mara/feed/"])
def test_feeds_of_lists_have_their_articles_in_both_formats(client, url):
    coach = make_coach()
    Profile.objects.update(slug="mara")
    make_post(title="In all lists", author=coach, categories=[make_category("Core")], tags=["hips"])
    make_post(title="Elsewhere", author=make_user(display_name="Ines"))
    titles = ["Elsewhere", "In all lists"] if url == "/feed/" else ["In all lists"]
    assert [item.findtext("title") for item in items(client, url)] == titles
    assert [entry.findtext(f"{ATOM}title") for entry in entries(client, f"{url}atom/")] == titles


@pytest.mark.parametrize("url", ["/tag/nothing/feed/", "/author/nobody/feed/", "/feed/rss3/", "/tag/hips/feed/json/"])
def test_unknown_feed_is_not_found(client, url):
    make_post(tags=["hips"])
    assert client.get(url).status_code == 404


@hidden
def test_tag_with_only_hidden_articles_has_no_feed(client, hidden):
    make_post(tags=["hips"], **hidden)
    assert client.get("/tag/hips/feed/").status_code == 404


@pytest.mark.parametrize("end", ["", "atom/"])
def test_former_addresses_of_lists_lead_to_the_feed_of_today(client, end):
    core = make_category("Core")
    make_post("one", categories=[core], tags=["hips"]).move_to("two")
    core.slug = "middle"
    core.save()
    redirect_to_tag(Tag.objects.get(), "hip")
    for old, new in (("category/core", "category/middle"), ("tag/hip", "tag/hips"), ("one", "two")):
        assert client.get(f"/{old}/feed/{end}")["Location"] == f"/{new}/feed/{end}"


def test_owner_may_leave_the_text_to_the_site(client):
    make_post(title="Hips", teaser="Why.", body="<p>The whole text.</p>")
    coach = make_coach()
    client.force_login(coach)
    address = "/admin/blog/sitetexts/front/"
    typed = form_data(client.get(address).text)
    assert typed.pop("feeds_have_whole_texts") == "on"
    assert items(client)[0].findtext(CONTENT) == "<p>The whole text.</p>"
    assert client.post(address, typed).status_code == 302
    [item] = items(client)
    [entry] = entries(client)
    assert item.findtext(CONTENT) is entry.find(f"{ATOM}content") is None
    assert (item.findtext("description"), entry.findtext(f"{ATOM}summary")) == ("Why.", "Why.")


def test_imported_ids_stay_as_they_were(client):
    guid = "http://old.example.com/?p=7&preview=%C3%A4  "
    make_post(guid=guid)
    assert items(client)[0].findtext("guid") == guid
    assert items(client)[0].find("guid").attrib == {"isPermaLink": "false"}


def test_id_that_is_no_iri_is_one_in_atom_and_stays_when_the_slug_changes(client):
    post = make_post(guid="episode 7")
    before = entries(client)[0].findtext(f"{ATOM}id")
    post.move_to("another")
    post.save()
    assert before.startswith("urn:uuid:")
    assert entries(client)[0].findtext(f"{ATOM}id") == before


def test_cover_is_a_picture_of_the_item_and_on_top_of_its_text(client, settings):
    settings.SITE_URL = "https://coach.example.com"
    cover = make_picture(60, 40, alternative_text="A bridge", credit="Ines")
    make_post(cover=cover, body="<p>Lift.</p>")
    for found, content in ((items(client)[0], CONTENT), (entries(client)[0], f"{ATOM}content")):
        picture = found.find(f"{MEDIA}content")
        size = {"medium": "image", "type": "image/jpeg", "width": "60", "height": "40"}
        assert picture.attrib == {"url": f"https://coach.example.com{cover.url}", **size}
        assert picture.findtext(f"{MEDIA}description") == "A bridge"
        figure = f'<figure><img src="https://coach.example.com{cover.url}" alt="A bridge" width="60" height="40">'
        assert found.findtext(content).startswith(f"{figure}<figcaption>Picture: Ines</figcaption></figure><p>Lift.")


def test_relative_links_are_those_of_the_article(client, settings):
    settings.SITE_URL = "https://coach.example.com"
    hrefs = ["#notes", "?a=1&amp;b=2", "/about/", "//other.example/", "https://x.example/", "mailto:a@example.org"]
    make_post("hips", body="".join(f'<p><a title="1 > 0" href="{href}">x</a></p>' for href in hrefs))
    found = LexborHTMLParser(items(client)[0].findtext(CONTENT)).css("a")
    own = "https://coach.example.com"
    whole = [f"{own}/hips/#notes", f"{own}/hips/?a=1&b=2", f"{own}/about/", "https://other.example/", *hrefs[4:]]
    assert [link.attributes["href"] for link in found] == whole


def test_feed_is_kept_and_answers_conditional_requests(client):
    post = make_post(title="Before")
    etag = client.get("/feed/atom/")["ETag"]
    assert client.get("/feed/atom/", headers={"If-None-Match": etag}).status_code == 304
    Post.objects.filter(pk=post.pk).update(title="After")
    changed = client.get("/feed/atom/", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert "After" in changed.text


@pytest.mark.parametrize(
    ("url", "feeds"),
    [
        ("/", ["/feed/", "/comments/feed/", "/feed/atom/"]),
        ("/category/core/", ["/feed/", "/comments/feed/", "/category/core/feed/", "/category/core/feed/atom/"]),
        ("/tag/hips/", ["/feed/", "/comments/feed/", "/tag/hips/feed/", "/tag/hips/feed/atom/"]),
        ("/author/mara/", ["/feed/", "/comments/feed/", "/author/mara/feed/", "/author/mara/feed/atom/"]),
        ("/hips/", ["/feed/", "/comments/feed/", "/hips/feed/"]),
    ],
)
def test_pages_name_their_feeds(client, url, feeds):
    coach = make_coach()
    Profile.objects.update(slug="mara")
    make_post("hips", author=coach, categories=[make_category("Core")], tags=["hips"])
    named = LexborHTMLParser(client.get(url).text).css('link[rel="alternate"]')
    assert [link.attributes["href"] for link in named] == feeds
    for link in named:
        assert client.get(link.attributes["href"])["Content-Type"].startswith(link.attributes["type"])


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
