import re
from datetime import UTC, datetime

import pytest

from accounts.models import Profile
from blog.models import SiteTexts
from tests.factories import make_category, make_coach, make_page, make_picture, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(client, settings):
    settings.SITE_URL = "https://coach.example.com"
    SiteTexts(pk=1, name="Strong & Calm", tagline="For good.").save()

    def read(url: str) -> str:
        return client.get(url).content.decode().split("</head>")[0]

    return read


def test_article_has_metadata(head):
    coach = make_coach(display_name="Mara Lindt")
    date = datetime(2026, 3, 1, 9, tzinfo=UTC)
    hips = make_picture(60, 40, alternative_text="A bridge")
    make_post("hips", title="Strong hips", teaser="Why.", author=coach, published_at=date, updated_at=date, cover=hips)
    html = head("/hips/")
    for tag in (
        '<link rel="canonical" href="https://coach.example.com/hips/">',
        '<meta name="description" content="Why.">',
        '<meta property="og:type" content="article">',
        '<meta property="og:title" content="Strong hips">',
        '<meta property="og:url" content="https://coach.example.com/hips/">',
        '<meta property="og:site_name" content="Strong &amp; Calm">',
        f'<meta property="og:image" content="https://coach.example.com{hips.url}">',
        '<meta property="og:image:width" content="60">',
        '<meta property="og:image:height" content="40">',
        '<meta property="og:image:alt" content="A bridge">',
        '<meta name="twitter:card" content="summary_large_image">',
        '<meta property="article:published_time" content="2026-03-01T09:00:00+00:00">',
    ):
        assert tag in html


@pytest.mark.parametrize("url", ["/", "/articles/", "/about/"])
def test_other_pages_have_a_canonical_url(head, url):
    make_page("about")
    assert f'<link rel="canonical" href="https://coach.example.com{url}">' in head(url)


def test_canonical_url_has_no_query(head):
    make_post("hips")
    assert '<link rel="canonical" href="https://coach.example.com/hips/">' in head("/hips/?utm_source=x")


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/articles/",
        "/hips/",
        "/about/",
        "/category/core/",
        "/tag/strong/",
        "/author/mara/",
        "/apply/",
        "/privacy/",
    ],
)
def test_every_page_has_a_description(head, url):
    make_page("about", body="<p>Who we are, and why.</p>")
    make_post("hips", body="<p></p>", categories=[make_category("Core")], tags=["strong"])
    Profile.objects.update(slug="mara")
    (words,) = re.findall(r'<meta name="description" content="([^"]+)">', head(url))
    assert f'<meta property="og:description" content="{words}">' in head(url)


def test_page_is_described_by_its_first_words(head):
    make_page("about", body="<p>Who we are, and why.</p>")
    assert '<meta name="description" content="Who we are, and why.">' in head("/about/")


def test_upright_picture_is_no_large_one(head):
    make_post("hips", cover=make_picture(40, 60))
    assert '<meta name="twitter:card" content="summary">' in head("/hips/")
