"""The outside target of an offer is checked as any link is, and the coach told where it is dead."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from blog import checking
from blog.models import OutsideLink
from coaching.models import Offer
from outbox.models import OutgoingMail
from tests.factories import make_coach, make_offer, make_page
from tests.outside_server import OutsideServer, Page

pytestmark = pytest.mark.django_db

LIST = reverse("admin:coaching_offer_changelist")
LINKS = reverse("admin:blog_outsidelink_changelist")
DEAD = "https://short.example/abc"


@pytest.fixture
def admin(client):
    client.force_login(make_coach())
    return client


@pytest.fixture
def offer() -> Offer:
    offer = make_offer(name="28 <days>", target=DEAD)
    OutsideLink.objects.update(state="dead", finding="gone", status=404)
    return offer


def page(admin, path: str) -> str:
    return " ".join(admin.get(path).content.decode().split())


def addresses() -> list[str]:
    return [link.address for link in OutsideLink.objects.in_use()]


def test_target_is_checked(outside_server: OutsideServer):
    outside_server.pages["/join"] = Page()
    offer = make_offer(target=outside_server.url("/join"))
    checking.check_due()
    offer.link.refresh_from_db()
    assert offer.link.state == "alive"


def test_what_is_known_follows_the_target(offer):
    assert addresses() == [DEAD]
    offer.target = "https://alive.example/"
    offer.save()
    assert addresses() == ["https://alive.example/"]
    offer.target = "/apply/"
    offer.save()
    assert addresses() == []


def test_target_that_nobody_is_led_to_is_not_checked():
    now = timezone.now()
    make_offer(target=DEAD, ends_at=now)
    make_offer(target="https://unused.example/", collects_sign_ups=True)
    make_offer(target="https://planned.example/", starts_at=now + timedelta(days=1))
    assert addresses() == ["https://planned.example/"]


def test_coach_is_told_by_mail_which_offer_leads_nowhere(offer, settings):
    make_coach()
    make_offer(name="That has ended", target=DEAD, ends_at=timezone.now())
    checking.announce_dead()
    mail = OutgoingMail.objects.get(kind=OutgoingMail.Kind.LINKS_DEAD)
    form = f"{settings.SITE_URL}{reverse('admin:coaching_offer_change', args=[offer.pk])}"
    assert "The offer “28 <days>” leads there. Please change its target." in mail.text
    assert form in mail.text
    assert f'<a href="{form}">The offer “28 &lt;days&gt;” leads there.' in mail.html
    assert "In one text" not in mail.text
    assert "That has ended" not in mail.text


def test_admin_says_so_in_the_list_and_the_form(admin, offer):
    assert "its target is dead" in page(admin, LIST)
    html = page(admin, reverse("admin:coaching_offer_change", args=[offer.pk]))
    assert "Please write another target." in html
    assert "The server says that there is nothing at this address. (404)" in html
    OutsideLink.objects.update(state="alive")
    assert "its target is dead" not in page(admin, LIST)


def test_list_of_links_names_the_offer_and_says_what_to_do(admin, offer):
    make_page(title="Elsewhere", body=f'<a href="{DEAD}">x</a>')
    form = reverse("admin:coaching_offer_change", args=[offer.pk])
    for path in (LINKS, reverse("admin:blog_outsidelink_change", args=[offer.link_id])):
        html = page(admin, path)
        assert f'The offer <a href="{form}">28 &lt;days&gt;</a> leads there. Please change its target there.' in html
    assert "Replace everywhere" not in html
    assert "Preview" in html


def test_link_that_only_an_offer_leads_to_is_not_replaced(admin, offer):
    html = page(admin, reverse("admin:blog_outsidelink_change", args=[offer.link_id]))
    assert "leads there" in html
    assert "Preview" not in html
    assert "In no text any more" not in html


def test_migration_finds_the_links_of_the_offers_that_are_there(offer):
    make_offer(target="https://unused.example/", collects_sign_ups=True)
    Offer.objects.update(link=None)
    OutsideLink.objects.all().delete()
    import_module("coaching.migrations.0003_find_offer_links").find_links(apps, None)
    assert addresses() == [DEAD]
    assert OutsideLink.objects.get().host == "short.example"
