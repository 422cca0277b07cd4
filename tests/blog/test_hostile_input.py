"""Text entered in the admin appears on no page as markup or script."""

import json
import re

import pytest

from accounts.models import ProfileLink
from blog.models import Category, MenuEntry, SiteTexts
from tests.factories import make_coach, make_page, make_picture, make_post

pytestmark = pytest.mark.django_db

EVIL = "\"'><script>alert(1)</script></title><img src=x onerror=alert(1)>"
EVIL_HTML = (
    f"<p>Kept words</p>{EVIL}<a href='javascript:alert(1)'>x</a><svg onload=alert(1)></svg>"
    "<p style='position:fixed' onclick=alert(1)>y</p><iframe src='//evil.example'></iframe><form action=/x></form>"
)
OUR_SCRIPTS = re.compile(r'<script (?:[a-z]+(?:="module")? )*(?:src="/static/[^"]+"[^>]*|type="application/ld\+json")>')


@pytest.fixture
def site():
    coach = make_coach(display_name=EVIL[:120])
    coach.profile.slug, coach.profile.job_title, coach.profile.biography = "mara", EVIL, EVIL_HTML
    coach.profile.save()
    ProfileLink.objects.create(profile=coach.profile, label=EVIL[:60], url="https://example.org/")
    texts = SiteTexts(pk=1, name=EVIL[:80], tagline=EVIL, welcome=EVIL, footer=EVIL)
    texts.articles_introduction = EVIL_HTML
    texts.save()
    MenuEntry.objects.create(texts=texts, label="</a><script>", target="/articles/")
    category = Category(name=EVIL, slug="core", description=EVIL)
    category.save()
    make_post(
        "hips",
        title=EVIL,
        teaser=EVIL,
        body=EVIL_HTML,
        cover=make_picture(60, 40, alternative_text=EVIL),
        author=coach,
        categories=[category],
        tags=[EVIL],
    )
    make_page("about", title=EVIL, body=EVIL_HTML)
    return coach


@pytest.mark.parametrize("url", ["/", "/articles/", "/hips/", "/about/", "/category/core/", "/author/mara/"])
def test_pages_contain_no_injected_markup(client, site, url):
    html = client.get(url).content.decode()
    scripts = re.findall(r"<script[^>]*>", html)
    assert all(OUR_SCRIPTS.fullmatch(tag) for tag in scripts)
    assert not re.search(r"<[^>]*\son\w+\s*=\s*[\"']?alert", re.sub(r'"[^"]*"', '""', html))
    for sign in ("<img src=x", "<svg onload", "<iframe", "javascript:", "position:fixed", "</title><img"):
        assert sign not in html


def test_feed_escapes_injected_markup(client, site):
    xml = client.get("/feed/").content.decode()
    assert "<script" not in xml
    assert "<img" not in xml


def test_cleaned_body_keeps_its_text(client, site):
    assert "<p>Kept words</p>" in client.get("/hips/").content.decode()


def test_structured_data_has_the_title_unchanged(client, site):
    html = client.get("/hips/").content.decode()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    data = json.loads(block.group(1))["@graph"][0]
    assert data["@type"] == "BlogPosting"
    assert data["headline"] == EVIL


def test_text_is_cleaned_when_it_is_saved():
    post = make_post(body="<h1>No</h1><h2 onclick=x>Yes</h2><p>Line<br>two</p>")
    assert post.html == "No<h2>Yes</h2><p>Line<br>two</p>"
