"""An offer is ended and keeps its counts, or is deleted after a page that says what is lost."""

import pytest
from django.utils import timezone

from offers.models import Click, Offer, SignUp
from tests.factories import make_application, make_coach, make_offer, make_post, make_sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def coach(client):
    coach = make_coach()
    client.force_login(coach)
    return coach


@pytest.fixture
def clicked_offer() -> Offer:
    offer = make_offer(slug="winter", name="Winter plan")
    Click.objects.create(offer=offer, day=timezone.localdate(), count=12)
    return offer


def delete_url(offer: Offer) -> str:
    return f"/admin/offers/offer/{offer.pk}/delete/"


def test_confirmation_lists_what_is_lost(client, clicked_offer):
    make_sign_up(clicked_offer)
    make_application(came_from_offer=clicked_offer)
    make_post(body='<p><a href="/go/winter/">Join</a></p>')
    page = client.get(delete_url(clicked_offer)).content.decode()
    assert "12 counted clicks are deleted with it and disappear from your numbers." in page
    assert "1 sign-up is deleted with it. The link in its mail stops working." in page
    assert "1 application came from it. It is kept, but will no longer say so." in page
    assert "1 text contains it. Readers will see nothing in its place." in page


def test_offer_with_clicks_can_be_deleted(client, clicked_offer):
    sign_up = make_sign_up(clicked_offer)
    page = client.post(delete_url(clicked_offer), {"for_good": "1"}, follow=True).content.decode()
    assert "“Winter plan” is deleted." in page
    assert not Offer.objects.filter(pk=clicked_offer.pk).exists()
    assert not Click.objects.exists()
    assert not SignUp.objects.filter(pk=sign_up.pk).exists()


def test_ending_an_offer_keeps_its_clicks(client, clicked_offer):
    page = client.post(delete_url(clicked_offer), {"end": "1"}, follow=True).content.decode()
    assert "“Winter plan” has ended. Its counts are kept." in page
    clicked_offer.refresh_from_db()
    assert clicked_offer.has_ended(timezone.now())
    assert Click.objects.get().count == 12


def test_successor_of_another_offer_cannot_be_deleted(client, clicked_offer):
    other = make_offer(name="Autumn plan", successor=clicked_offer)
    page = client.post(delete_url(clicked_offer), {"for_good": "1"}).content.decode()
    assert f'href="/admin/offers/offer/{other.pk}/change/"' in page
    assert Offer.objects.filter(pk=clicked_offer.pk).exists()
