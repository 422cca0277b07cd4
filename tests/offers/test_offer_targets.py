"""An external target of an offer is checked like any link, and the coach is mailed if it is dead."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from blog import link_checks
from blog.mail_kinds import MailKind
from blog.models import ExternalLink
from offers.models import Offer
from outbox.models import OutgoingMail
from tests.external_server import ExternalServer, Page
from tests.factories import make_coach, make_offer, make_page

pytestmark = pytest.mark.django_db

LIST = reverse("admin:offers_offer_changelist")
LINKS = reverse("admin:blog_externallink_changelist")
DEAD = "https://short.example/abc"


@pytest.fixture
def admin(client):
    client.force_login(make_coach())
    return client


@pytest.fixture
def offer() -> Offer:
    offer = make_offer(name="28 <days>", target=DEAD)
    ExternalLink.objects.update(state="dead", finding="gone", status=404)
    return offer


def page(admin, path: str) -> str:
    return " ".join(admin.get(path).content.decode().split())


def urls_to_check() -> list[str]:
    return [link.url for link in ExternalLink.objects.in_use()]


def test_external_target_is_checked(external_server: ExternalServer):
    external_server.pages["/join"] = Page()
    offer = make_offer(target=external_server.url("/join"))
    link_checks.check_due()
    offer.link.refresh_from_db()
    assert offer.link.state == "alive"


def test_changed_target_changes_the_links_to_check(offer):
    assert urls_to_check() == [DEAD]
    offer.target = "https://alive.example/"
    offer.save()
    assert urls_to_check() == ["https://alive.example/"]
    offer.target = "/apply/"
    offer.save()
    assert urls_to_check() == []


def test_unused_target_is_not_checked():
    now = timezone.now()
    make_offer(target=DEAD, ends_at=now)
    make_offer(target="https://unused.example/", collects_sign_ups=True)
    make_offer(target="https://planned.example/", starts_at=now + timedelta(days=1))
    assert urls_to_check() == ["https://planned.example/"]


def test_mail_names_the_offer_with_a_dead_target(offer, settings):
    make_coach()
    make_offer(name="That has ended", target=DEAD, ends_at=timezone.now())
    link_checks.notify_of_dead_links()
    mail = OutgoingMail.objects.get(kind=MailKind.LINKS_DEAD)
    form = f"{settings.SITE_URL}{reverse('admin:offers_offer_change', args=[offer.pk])}"
    assert "The offer “28 <days>” uses it. Please change its target." in mail.text
    assert form in mail.text
    assert f'<a href="{form}">The offer “28 &lt;days&gt;” uses it.' in mail.html
    assert "In one text" not in mail.text
    assert "That has ended" not in mail.text


def test_list_and_form_show_a_dead_target(admin, offer):
    assert "its target is dead" in page(admin, LIST)
    html = page(admin, reverse("admin:offers_offer_change", args=[offer.pk]))
    assert "Please enter another target." in html
    assert "The server says that there is nothing at this address. (404)" in html
    ExternalLink.objects.update(state="alive")
    assert "its target is dead" not in page(admin, LIST)


def test_list_of_links_names_the_offer_and_the_remedy(admin, offer):
    make_page(title="Elsewhere", body=f'<a href="{DEAD}">x</a>')
    form = reverse("admin:offers_offer_change", args=[offer.pk])
    for path in (LINKS, reverse("admin:blog_externallink_change", args=[offer.link_id])):
        html = page(admin, path)
        assert f'The offer <a href="{form}">28 &lt;days&gt;</a> leads there. Please change its target there.' in html
    assert "Replace everywhere" not in html
    assert "Preview" in html


def test_link_used_only_by_an_offer_cannot_be_replaced(admin, offer):
    html = page(admin, reverse("admin:blog_externallink_change", args=[offer.link_id]))
    assert "leads there" in html
    assert "Preview" not in html
    assert "not in any text any more" not in html
