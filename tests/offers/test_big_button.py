from datetime import timedelta

import pytest
from django.utils import timezone
from selectolax.lexbor import LexborHTMLParser

from offers.models import Offer
from tests.factories import make_category, make_coach, make_offer, make_post, make_user

pytestmark = pytest.mark.django_db

PAGE = "/admin/offers/offer/big-button/"


@pytest.fixture
def admin(client):
    Offer.objects.update(is_site_wide=False)
    client.force_login(make_coach())
    return client


def button(html: str) -> str:
    found = LexborHTMLParser(html).css_first(".site-header .button")
    return found.text(strip=True) if found else ""


def test_chosen_offer_takes_the_place_of_the_one_before(admin):
    make_offer("old", button="Old", is_site_wide=True)
    new = make_offer("new", button="New")
    assert admin.post(PAGE, {"offer": new.pk}).status_code == 302
    assert button(admin.get("/").content.decode()) == "New"
    assert list(Offer.objects.filter(is_site_wide=True)) == [new]


def test_button_can_be_taken_away(admin):
    make_offer("old", is_site_wide=True)
    admin.post(PAGE, {"offer": ""})
    assert button(admin.get("/").content.decode()) == ""


def test_planned_offer_stays_planned(admin):
    make_offer("later", button="Later", is_site_wide=True, starts_at=timezone.now() + timedelta(days=3))
    new = make_offer("new")
    admin.post(PAGE, {"offer": new.pk})
    assert Offer.objects.get(slug="later").is_site_wide
    assert "“Later” takes its place" in admin.get(PAGE).content.decode()


def test_ended_offer_cannot_be_chosen(admin):
    old = make_offer("old", ends_at=timezone.now() - timedelta(days=1))
    assert admin.post(PAGE, {"offer": old.pk}).status_code == 200
    assert not Offer.objects.filter(is_site_wide=True).exists()


def test_preview_shows_the_chosen_offer_and_saves_nothing(admin):
    new = make_offer("new", button="New")
    assert button(admin.post(f"{PAGE}preview/", {"offer": new.pk}).content.decode()) == "New"
    assert not Offer.objects.filter(is_site_wide=True).exists()


def test_page_lists_offers_that_stand_nowhere(admin):
    Offer.objects.all().delete()
    make_offer("lost", name="Lost")
    make_offer("everywhere", name="Everywhere", is_site_wide=True)
    make_offer("below", name="Below", categories=[make_category("Core")])
    make_offer("within", name="Within")
    make_post(body='<figure data-block="offer" data-key="within"></figure>')
    make_offer("over", name="Over", ends_at=timezone.now())
    listed = LexborHTMLParser(admin.get(PAGE).content.decode()).css("section[aria-labelledby=nowhere-title] li")
    assert [one.text(strip=True) for one in listed] == ["Lost"]


def test_list_of_offers_says_that_one_stands_nowhere(admin):
    make_offer("lost", name="Lost")
    assert "Shown nowhere: no reader sees it." in admin.get("/admin/offers/offer/").content.decode()


def test_staff_without_the_permission_are_refused(client):
    client.force_login(make_user(is_staff=True))
    assert client.get(PAGE).status_code == 403
