import pytest
from django.test import Client, RequestFactory
from django.urls import resolve

from accounts.roles import Role
from blog.models import SiteTexts
from config.admin_menu import BAR, MENU, menu_for
from tests.factories import make_offer, make_user

pytestmark = pytest.mark.django_db

ENTRIES = [entry for section in MENU for entry in section.entries]


def sign_in(role: str) -> Client:
    client = Client()
    client.force_login(make_user(is_staff=True, role=role))
    return client


def labels(role: str) -> list[str]:
    request = RequestFactory().get("/admin/")
    request.user = make_user(is_staff=True, role=role)
    menu = menu_for(request)
    assert menu is not None
    return [str(entry.label) for section in menu.sections for entry in section.entries]


def test_sign_in_page_names_the_site(client):
    SiteTexts(pk=1, name="Strong with Mara").save()
    assert "Strong with Mara" in client.get("/account/login/").content.decode()


@pytest.mark.parametrize("entry", [*ENTRIES, *BAR], ids=lambda entry: entry.url_name)
def test_owner_opens_each_entry_of_the_menu(entry):
    assert sign_in(Role.OWNER).get(entry.url, follow=True).status_code == 200


@pytest.mark.parametrize("role", [Role.COACH, Role.WRITER, Role.HELPER])
def test_menu_has_only_what_the_person_may_open(role):
    client = sign_in(role)
    person = make_user(is_staff=True, role=role)
    refused = {entry.url_name for entry in ENTRIES if client.get(entry.url, follow=True).status_code == 403}
    assert refused.isdisjoint(entry.url_name for entry in ENTRIES if entry.is_for(person))


def test_menu_of_a_helper():
    assert labels(Role.HELPER) == ["Inbox", "Backlog", "Comments", "Saved replies"]


def test_machine_room_is_for_the_owner_alone():
    assert "Background work" in labels(Role.OWNER)
    assert "Background work" not in labels(Role.COACH)


def test_at_most_seven_doors_besides_the_machine_room():
    assert len(MENU) - 1 <= 7


def test_page_below_an_entry_marks_it_and_leads_back():
    offer = make_offer(name="Strong hips")
    page = sign_in(Role.OWNER).get(f"/admin/offers/offer/{offer.pk}/change/").text
    assert '<a href="/admin/offers/offer/" aria-current="true">Offers</a>' in page
    assert '<li><a href="/admin/offers/offer/">Offers</a></li>' in page
    assert '<li aria-current="page">Strong hips</li>' in " ".join(page.split()).replace('page"> ', 'page">').replace(
        " </li>", "</li>"
    )


def test_longest_name_wins():
    """The backlog's URL name begins like that of the inbox."""
    request = RequestFactory().get("/admin/inbox/backlog/")
    request.user, request.resolver_match = make_user(is_staff=True, role=Role.OWNER), resolve("/admin/inbox/backlog/")
    menu = menu_for(request)
    assert menu is not None
    assert menu.entry is not None
    assert menu.entry.label == "Backlog"


def test_apps_have_no_pages():
    assert sign_in(Role.OWNER).get("/admin/blog/").status_code == 404
