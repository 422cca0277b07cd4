"""Where readers see an offer: in a text, below the articles of a category, on all pages."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from offers.models import Offer
from tests.factories import make_category, make_coach, make_offer, make_page, make_picture, make_post

pytestmark = pytest.mark.django_db

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def block(slug: str) -> str:
    return f'<figure data-block="offer" data-key="{slug}"></figure>'


def page(client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def links(html: str) -> list[str]:
    return re.findall(r'href="/go/([^/]+)/"', html)


def blocks(html: str) -> list[str]:
    return links("".join(re.findall(r'<aside class="offer".*?</aside>', html)))


def cards(html: str) -> list[str]:
    return links("".join(re.findall(r'<aside class="offer-card".*?</aside>', html)))


def band(html: str) -> list[str]:
    return links("".join(re.findall(r'<section class="band".*?</section>', html)))


@pytest.mark.parametrize("make", [make_post, make_page])
def test_block_is_rendered_at_its_place_in_the_text(client, make):
    make_offer("challenge", name="28 days", line="Ten minutes a day.", button="Join in")
    make("hips", body=f"<p>Before.</p>{block('challenge')}<p>After.</p>")
    html = page(client, "/hips/")
    assert blocks(html) == ["challenge"]
    between = html.partition("<p>Before.</p>")[2].partition("<p>After.</p>")[0]
    assert all(word in between for word in ("28 days", "Ten minutes a day.", "Join in"))


def test_block_without_a_shown_offer_is_empty(client):
    make_offer("later", starts_at=timezone.now() + timedelta(minutes=1))
    make_offer("gone", ends_at=timezone.now())
    make_post("hips", body=f"<p>Words.</p>{block('later')}{block('gone')}{block('unknown')}")
    html = page(client, "/hips/")
    assert blocks(html) == []
    assert "<p>Words.</p></div>" in html


def test_changed_offer_is_shown_in_all_articles(client):
    offer = make_offer("challenge", name="28 days")
    for slug in ("hips", "knees"):
        make_post(slug, body=block("challenge"))
    offer.name = "30 days"
    offer.save()
    assert all("30 days" in page(client, f"/{slug}/") for slug in ("hips", "knees"))


def test_successor_is_shown_from_the_minute_of_the_end(client, clock):
    now = timezone.now()
    make_offer("old", ends_at=now + timedelta(minutes=10), successor=make_offer("new"))
    make_post("hips", body=block("old"))
    clock(minutes=9)
    assert blocks(page(client, "/hips/")) == ["old"]
    clock(minutes=1)
    assert blocks(page(client, "/hips/")) == ["new"]


def test_card_is_below_articles_of_a_category_and_its_subcategories(client):
    blog = make_category("Blog")
    core, hips = make_category("Core", blog), make_category("Hips", blog)
    make_offer("for-all", categories=[blog])
    make_offer("for-core", categories=[core], starts_at=timezone.now() - timedelta(days=1))
    make_post("in-core", categories=[core])
    make_post("in-hips", categories=[hips])
    make_post("nowhere")
    assert cards(page(client, "/in-core/")) == ["for-core", "for-all"]
    assert cards(page(client, "/in-hips/")) == ["for-all"]
    assert cards(page(client, "/nowhere/")) == []


def test_card_of_an_ended_offer_shows_its_successor(client):
    core = make_category("Core")
    make_offer("old", categories=[core], ends_at=timezone.now(), successor=make_offer("new"))
    make_offer("gone", categories=[core], ends_at=timezone.now())
    make_post("in-core", categories=[core])
    assert cards(page(client, "/in-core/")) == ["new"]


def test_offer_is_shown_once_on_a_page(client):
    core = make_category("Core")
    Offer.objects.update(is_site_wide=False)
    make_offer("everywhere", categories=[core], is_site_wide=True)
    make_offer("in-text", categories=[core])
    make_offer("old", categories=[core], ends_at=timezone.now(), successor=make_offer("new", categories=[core]))
    make_post("in-core", categories=[core], body=block("in-text"))
    html = page(client, "/in-core/")
    assert (blocks(html), cards(html), band(html)) == (["in-text"], ["new"], ["everywhere"])


@pytest.mark.parametrize("path", ["/", "/articles/", "/hips/", "/about/", "/category/core/", "/author/mara/"])
def test_band_is_on_all_pages(client, path):
    coach = make_coach()
    coach.profile.slug = "mara"
    coach.profile.save()
    make_post("hips", categories=[make_category("Core")], author=coach)
    make_page("about")
    html = page(client, path)
    assert band(html) == ["coaching"]
    assert "Ready for strength that lasts?" in html
    assert '<a class="button" href="/go/coaching/" rel="nofollow">Apply for coaching</a> </div> </header>' in html


def test_no_band_without_a_site_wide_offer(client):
    Offer.objects.update(is_site_wide=False)
    html = page(client, "/")
    assert band(html) == []
    assert "/go/" not in html


def test_header_has_no_button_on_the_page_that_it_leads_to(client):
    html = page(client, "/apply/")
    assert 'class="site-header"' in html
    assert "Apply for coaching</a>" not in html
    assert "/go/coaching/" not in html


def test_article_takes_the_same_queries_for_any_number_of_offers(direct_client):
    core = make_category("Core")
    names = [f"many-{number}" for number in range(30)]
    make_post("one", categories=[core], body=block("in-text"))
    make_post("two", categories=[core], body="".join(block(name) for name in names))
    make_offer("in-text")
    make_offer("below", categories=[core])
    direct_client.get("/one/")
    with CaptureQueriesContext(connection) as few:
        assert len(blocks(page(direct_client, "/one/"))) == 1
    follower = make_offer("follower")
    for name in names:
        make_offer(name, categories=[core], ends_at=timezone.now(), successor=follower, is_site_wide=True)
    with CaptureQueriesContext(connection) as many:
        assert len(blocks(page(direct_client, "/two/"))) == 30
    assert len(many) == len(few)


def test_texts_of_an_offer_are_escaped(client):
    core = make_category("Core")
    texts = dict.fromkeys(["name", "headline", "line"], EVIL)
    texts["picture"] = make_picture(60, 40, alternative_text=EVIL)
    Offer.objects.update(is_site_wide=False)
    make_offer("everywhere", is_site_wide=True, button=EVIL[:40], **texts)
    make_offer("in-text", button=EVIL[:40], **texts)
    make_offer("below", button=EVIL[:40], categories=[core], **texts)
    make_post("hips", categories=[core], body=block("in-text"))
    html = page(client, "/hips/")
    assert (blocks(html), cards(html)) == (["in-text"], ["below"])
    assert "<script>alert" not in html
    assert "<img src=x" not in html
