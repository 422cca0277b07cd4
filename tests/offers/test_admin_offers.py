import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from blog.models import SiteTexts
from offers.models import Click, Offer
from tests.factories import make_category, make_coach, make_offer, make_page, make_post, make_user

pytestmark = pytest.mark.django_db

LIST = reverse("admin:offers_offer_changelist")
ADD = reverse("admin:offers_offer_add")

NEW = {
    "name": "28 days",
    "slug": "28-days",
    "headline": "",
    "line": "Ten minutes a day.",
    "button": "Join in",
    "target": "https://shop.example.com/28/",
    "picture_alt": "",
    "starts_at_0": "",
    "starts_at_1": "",
    "ends_at_0": "",
    "ends_at_1": "",
    "successor": "",
}


@pytest.fixture
def admin(client):
    client.force_login(make_coach())
    return client


def admin_url(offer: Offer, verb: str = "change") -> str:
    return reverse(f"admin:offers_offer_{verb}", args=[offer.pk])


def page(admin, path: str) -> str:
    return " ".join(admin.get(path).content.decode().split())


def row(html: str, offer: Offer) -> str:
    return next(row for row in re.findall(r'<li class="list-row.*?</li>', html) if f">{offer.name}</a>" in row)


def test_coach_adds_an_offer(admin):
    core = make_category("Core")
    follower = make_offer()
    ends = {"ends_at_0": "2030-05-01", "ends_at_1": "12:30:00", "successor": follower.pk}
    assert admin.post(ADD, {**NEW, **ends, "categories": [core.pk], "is_site_wide": "on"}).status_code == 302
    offer = Offer.objects.get(slug="28-days")
    assert (offer.name, offer.target, offer.successor, offer.is_site_wide) == ("28 days", NEW["target"], follower, True)
    assert list(offer.categories.all()) == [core]
    assert offer.ends_at.isoformat() == "2030-05-01T12:30:00+00:00"
    # As fields of the browser for dates and times ask for them, in any language.
    html = admin.get(admin_url(offer)).content.decode()
    assert 'type="date" name="ends_at_0" value="2030-05-01"' in html
    assert 'type="time" name="ends_at_1" value="12:30"' in html


def test_slug_cannot_be_changed(admin):
    offer = make_offer("28-days")
    admin.post(admin_url(offer), {**NEW, "slug": "30-days", "name": "30 days"})
    offer.refresh_from_db()
    assert (offer.name, offer.slug) == ("30 days", "28-days")


def test_invalid_target_is_refused(admin):
    html = admin.post(ADD, {**NEW, "target": "//evil.example"}).content.decode()
    assert "Please enter an address on this site" in html
    assert not Offer.objects.filter(slug="28-days").exists()


def test_circle_of_successors_is_refused(admin):
    first = make_offer()
    second = make_offer(successor=first)
    html = admin.post(admin_url(first), {**NEW, "successor": second.pk}).content.decode()
    assert "They would follow each other in a circle." in html


def test_list_shows_the_state_of_each_offer(admin):
    soon, now = timezone.now() + timedelta(days=3), timezone.now()
    on = make_offer(name="That is on", categories=[make_category("Core")], is_site_wide=True)
    until = make_offer(name="That is on for a while", ends_at=soon)
    planned = make_offer(name="That is planned", starts_at=soon)
    with_successor = make_offer(name="That is followed", ends_at=now, successor=on)
    gone = make_offer(name="That is gone", ends_at=now)
    html = page(admin, LIST)
    assert '<p class="list-state"> On </p>' in row(html, on)
    assert "Shown on all pages; below articles of Core" in row(html, on)
    assert "On until " in row(html, until)
    assert "Planned, from " in row(html, planned)
    assert "Ended, followed by That is on" in row(html, with_successor)
    assert "Ended, without a successor" in row(html, gone)


def test_list_says_where_an_offer_is_shown_nowhere(admin):
    nowhere, somewhere = make_offer(name="Nowhere"), make_offer(name="Somewhere", is_site_wide=True)
    html = page(admin, LIST)
    assert "Shown nowhere: no reader sees it." in row(html, nowhere)
    assert "Shown nowhere" not in row(html, somewhere)


@pytest.mark.parametrize(("state", "name"), [("on", "Now"), ("planned", "Soon"), ("ended", "Gone")])
def test_list_is_filtered_by_state(admin, state, name):
    make_offer(name="Now")
    make_offer(name="Soon", starts_at=timezone.now() + timedelta(days=3))
    make_offer(name="Gone", ends_at=timezone.now())
    html = page(admin, f"{LIST}?state={state}")
    assert [found for found in ("Now", "Soon", "Gone") if f">{found}</a>" in html] == [name]


def test_list_counts_clicks_of_the_last_thirty_days(admin):
    offer, today = make_offer(), timezone.localdate()
    Click.objects.record(offer, make_post(), today)
    Click.objects.record(offer, None, today - timedelta(days=29))
    Click.objects.record(offer, None, today - timedelta(days=30))
    assert ">2 clicks in 30 days<" in row(page(admin, LIST), offer)


def test_list_takes_the_same_queries_for_any_number_of_offers(admin, django_assert_num_queries):
    make_offer(categories=[make_category()])
    admin.get(LIST)
    with CaptureQueriesContext(connection) as few:
        admin.get(LIST)
    for number in range(20):
        offer = make_offer(categories=[make_category(f"Category {number}")], ends_at=timezone.now())
        Click.objects.record(offer, None, timezone.localdate())
    with django_assert_num_queries(len(few)):
        admin.get(LIST)


def test_list_counts_the_texts_with_each_offer(admin):
    offer = make_offer("28-days")
    block, link = '<figure data-block="offer" data-key="28-days"></figure>', '<p><a href="/go/28-days/">Try</a></p>'
    for number in range(2):
        make_post(body=block + link)
        make_page(f"page-{number}", body=link)
    make_post(body='<figure data-block="offer" data-key="28-days-more"></figure>')
    assert "in 4 texts" in row(page(admin, LIST), offer)


def test_form_lists_the_texts_with_the_offer(admin):
    offer = make_offer("28-days")
    make_post(
        title="By a block", body='<p>Try</p><figure data-block="offer" data-key="28-days"></figure>', state="draft"
    )
    make_page(title="By a link", body='<p><a href="/go/28-days/">Try</a></p>')
    SiteTexts(pk=1, apply_introduction='<p><a href="/go/28-days/">Try</a></p>').save()
    make_post(title="By another", body='<figure data-block="offer" data-key="28-days-more"></figure>')
    html = page(admin, admin_url(offer))
    titles = ["By a block", "By a link", "Introduction: applying", "By another"]
    assert [title for title in titles if f">{title}</a>" in html] == titles[:3]


def test_preview_shows_the_offer_in_its_three_places(admin):
    offer = make_offer(name="28 days", starts_at=timezone.now() + timedelta(days=3))
    html = page(admin, admin_url(offer, "preview"))
    assert html.count(f'href="{offer.get_absolute_url()}"') == 3
    assert admin_url(offer, "preview") in page(admin, admin_url(offer))


def test_preview_needs_permission_to_view_offers(client):
    client.force_login(make_user(is_staff=True))
    assert client.get(admin_url(make_offer(), "preview")).status_code == 404
