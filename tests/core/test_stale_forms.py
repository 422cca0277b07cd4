"""Two tabs with the same row: the second one does not overwrite what it has not shown."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from blog.models import MenuEntry, SiteTexts
from offers.models import Offer
from tests.admin_forms import form_data
from tests.factories import make_category, make_coach, make_offer, make_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def coach(client):
    coach = make_coach(display_name="Mara Lindt")
    client.force_login(coach)
    return coach


def change_url(row) -> str:
    if isinstance(row, SiteTexts):
        return "/admin/blog/sitetexts/menu/"
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


def open_form(client, row) -> dict:
    """The fields of the form as it is now, which a tab would send."""
    return form_data(client.get(change_url(row)).content.decode())


def save(client, row, tab, **typed):
    return client.post(change_url(row), {**tab, **typed})


def save_elsewhere(row, **typed) -> None:
    """Another coach saves the form meanwhile."""
    other = Client()
    other.force_login(make_coach(display_name="Jonas Brandt"))
    assert save(other, row, open_form(other, row), **typed).status_code == 302


@pytest.mark.parametrize("field", ["headline", "line"])
def test_stale_save_is_refused_and_shows_both_versions(client, coach, field):
    row = make_offer()
    tab = open_form(client, row)
    save_elsewhere(row, **{field: "Words of the other."})
    response = save(client, row, tab, **{field: "Words of mine."})
    page = response.content.decode()
    assert response.status_code == 200
    assert "somebody else has saved this since you opened it" in page
    assert "Words of the other." in page
    assert "Words of mine." in page
    assert "Last saved by Jonas Brandt" in page
    row.refresh_from_db()
    assert getattr(row, field) == "Words of the other."


def test_save_after_seeing_the_conflict_succeeds(client, coach):
    offer = make_offer()
    tab = open_form(client, offer)
    save_elsewhere(offer, name="Of the other")
    refused = save(client, offer, tab, name="Mine").content.decode()
    assert save(client, offer, form_data(refused)).status_code == 302
    assert Offer.objects.get(pk=offer.pk).name == "Mine"


def test_another_save_meanwhile_is_refused_again(client, coach):
    offer = make_offer()
    tab = open_form(client, offer)
    save_elsewhere(offer, name="Of the other")
    refused = form_data(save(client, offer, tab, name="Mine").content.decode())
    save_elsewhere(offer, name="Of the other, later")
    assert "Of the other, later" in save(client, offer, refused).content.decode()


def test_stale_name_is_not_saved_with_a_new_line(client, coach):
    offer = make_offer(name="Old")
    tab = open_form(client, offer)
    save_elsewhere(offer, name="New")
    assert save(client, offer, tab, line="Mine.").status_code == 200
    assert Offer.objects.get(pk=offer.pk).name == "New"


def test_categories_are_compared(client, coach):
    core, knees = make_category("Core"), make_category("Knees")
    offer = make_offer()
    tab = open_form(client, offer)
    save_elsewhere(offer, categories=[core.pk])
    page = save(client, offer, tab, categories=[knees.pk]).content.decode()
    assert "<dt>Below all articles of</dt>" in page
    assert list(offer.categories.all()) == [core]


def test_saving_the_same_data_twice_is_no_conflict(client, coach):
    offer = make_offer()
    tab = open_form(client, offer)
    assert save(client, offer, tab, name="Same").status_code == 302
    assert save(client, offer, tab, name="Same").status_code == 302


def test_change_outside_of_the_form_is_no_conflict(client, coach):
    offer = make_offer(target="https://shop.example.com/join/")
    tab = open_form(client, offer)
    offer.link.delete()
    assert save(client, offer, tab, name="Mine").status_code == 302


def texts_with_menu() -> tuple[SiteTexts, MenuEntry]:
    make_page("about")
    texts, _made = SiteTexts.objects.get_or_create(pk=1)
    texts.menu.all().delete()
    return texts, texts.menu.create(label="About", target="/about/")


def test_menu_entries_are_compared(client, coach):
    texts, entry = texts_with_menu()
    tab = open_form(client, texts)
    save_elsewhere(texts, **{"menu-0-label": "About us"})
    page = save(client, texts, tab, **{"menu-0-label": "Who we are"}).content.decode()
    assert "About us" in page
    assert "Who we are" in page
    entry.refresh_from_db()
    assert entry.label == "About us"


def test_deleted_menu_entry_is_restored_only_after_confirmation(client, coach):
    texts, _entry = texts_with_menu()
    tab = open_form(client, texts)
    save_elsewhere(texts, **{"menu-0-DELETE": "on"})
    refused = save(client, texts, tab, **{"menu-0-label": "Who we are"})
    assert refused.status_code == 200
    assert not MenuEntry.objects.exists()
    assert save(client, texts, form_data(refused.content.decode())).status_code == 302
    assert MenuEntry.objects.get().label == "Who we are"


def test_stale_save_of_another_field_is_refused(client, coach):
    texts, _made = SiteTexts.objects.get_or_create(pk=1)
    url = "/admin/blog/sitetexts/front/"
    tab = form_data(client.get(url).text)
    other = Client()
    other.force_login(make_coach())
    assert other.post(url, {**tab, "name": "Of the other"}).status_code == 302
    assert client.post(url, {**tab, "tagline": "Mine"}).status_code == 200
    texts.refresh_from_db()
    assert (texts.name, texts.tagline) == ("Of the other", "Build strength that lasts.")


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_one_of_two_concurrent_saves_is_refused():
    offer = make_offer()
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(make_coach())
    tabs = [open_form(client, offer) for client in clients]
    start, statuses = Barrier(2), []

    def save_name(number: int) -> None:
        start.wait()
        response = save(clients[number], offer, tabs[number], name=f"Of tab {number}")
        statuses.append((response.status_code, f"Of tab {number}"))
        connection.close()

    threads = [Thread(target=save_name, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(status for status, _name in statuses) == [200, 302]
    assert (302, Offer.objects.get(pk=offer.pk).name) in statuses
