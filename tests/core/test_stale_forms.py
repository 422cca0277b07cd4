"""Two tabs with the same row: the second one does not overwrite what it has not shown."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from blog.models import MenuEntry, Post, SiteTexts
from tests.admin_forms import form_data
from tests.factories import make_category, make_coach, make_offer, make_page, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def coach(client):
    coach = make_coach(display_name="Mara Lindt")
    client.force_login(coach)
    return coach


def change_url(row) -> str:
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


@pytest.mark.parametrize(("make", "field"), [(make_post, "body"), (make_page, "title"), (make_offer, "line")])
def test_stale_save_is_refused_and_shows_both_versions(client, coach, make, field):
    row = make()
    tab = open_form(client, row)
    save_elsewhere(row, **{field: "<p>Words of the other.</p>"})
    response = save(client, row, tab, **{field: "<p>Words of mine.</p>"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "somebody else has saved this since you opened it" in page
    assert "Words of the other." in page
    assert "Words of mine." in page
    assert "Last saved by Jonas Brandt" in page
    row.refresh_from_db()
    assert getattr(row, field) == "<p>Words of the other.</p>"


def test_save_after_seeing_the_conflict_succeeds(client, coach):
    post = make_post()
    tab = open_form(client, post)
    save_elsewhere(post, title="Of the other")
    refused = save(client, post, tab, title="Mine").content.decode()
    assert save(client, post, form_data(refused)).status_code == 302
    assert Post.objects.get().title == "Mine"


def test_another_save_meanwhile_is_refused_again(client, coach):
    post = make_post()
    tab = open_form(client, post)
    save_elsewhere(post, title="Of the other")
    refused = form_data(save(client, post, tab, title="Mine").content.decode())
    save_elsewhere(post, title="Of the other, later")
    assert "Of the other, later" in save(client, post, refused).content.decode()


def test_stale_title_is_not_saved_with_a_new_text(client, coach):
    post = make_post(title="Old")
    tab = open_form(client, post)
    save_elsewhere(post, title="New")
    assert save(client, post, tab, body="<p>Mine.</p>").status_code == 200
    assert Post.objects.get().title == "New"


def test_categories_and_tags_are_compared(client, coach):
    core = make_category()
    post = make_post(tags=["hips"])
    tab = open_form(client, post)
    save_elsewhere(post, categories=[core.pk], tags="knees")
    page = save(client, post, tab, title="Mine").content.decode()
    assert "<dt>Categories</dt>" in page
    assert "knees" in page
    assert list(post.categories.all()) == [core]


def test_stale_slug_is_not_saved(client, coach):
    post = make_post("hips")
    tab = open_form(client, post)
    save_elsewhere(post, slug="strong-hips")
    assert save(client, post, tab, title="Mine").status_code == 200
    post.refresh_from_db()
    assert post.slug == "strong-hips"


def test_saving_the_same_data_twice_is_no_conflict(client, coach):
    post = make_post()
    tab = open_form(client, post)
    assert save(client, post, tab, title="Same").status_code == 302
    assert save(client, post, tab, title="Same").status_code == 302


def test_automatic_change_is_no_conflict(client, coach):
    post = make_post()
    tab = open_form(client, post)
    Post.objects.update(html="<p>Cleaned anew.</p>", updated_at="2026-01-01T00:00Z")
    assert save(client, post, tab, title="Mine").status_code == 302


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
    texts, _entry = texts_with_menu()
    tab = open_form(client, texts)
    save_elsewhere(texts, name="Of the other")
    assert save(client, texts, tab, tagline="Mine").status_code == 200
    texts.refresh_from_db()
    assert (texts.name, texts.tagline) == ("Of the other", "Build strength that lasts.")


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_one_of_two_concurrent_saves_is_refused():
    post = make_post()
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(make_coach())
    tabs = [open_form(client, post) for client in clients]
    start, statuses = Barrier(2), []

    def save_title(number: int) -> None:
        start.wait()
        response = save(clients[number], post, tabs[number], title=f"Of tab {number}")
        statuses.append((response.status_code, f"Of tab {number}"))
        connection.close()

    threads = [Thread(target=save_title, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(status for status, _title in statuses) == [200, 302]
    assert (302, Post.objects.get().title) in statuses
