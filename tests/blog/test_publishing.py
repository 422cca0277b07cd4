"""The admin warns the coach before a menu entry leads nowhere."""

import pytest

from blog.models import MenuEntry, SiteTexts
from tests.admin_forms import form_data
from tests.factories import make_category, make_coach, make_page, make_post

pytestmark = pytest.mark.django_db

NO_PAGE = "There is no public page at this address."


@pytest.fixture
def coach(client):
    coach = make_coach()
    client.force_login(coach)
    return coach


def texts_page(client) -> str:
    SiteTexts.objects.get_or_create(pk=1)
    return client.get("/admin/blog/sitetexts/menu/").content.decode()


def save_target(client, target: str):
    """Add an entry to the menu of the site."""
    data = form_data(texts_page(client))
    place = data["menu-INITIAL_FORMS"]
    data |= {f"menu-{place}-label": "New", f"menu-{place}-target": target, f"menu-{place}-position": "9"}
    return client.post("/admin/blog/sitetexts/menu/", data)


@pytest.mark.parametrize("target", ["/nothing/", "/no/such/place/", "/draft/", "/binned/", "/category/no/", "/tag/no/"])
def test_menu_entry_with_a_missing_target_is_refused(client, coach, target):
    make_page("draft", is_published=False)
    make_post("binned").put_into_bin()
    assert NO_PAGE in save_target(client, target).content.decode()
    assert not MenuEntry.objects.filter(label="New").exists()


def test_absolute_url_of_this_site_is_checked_too(client, coach, settings):
    assert NO_PAGE in save_target(client, f"{settings.SITE_URL}/nothing/").content.decode()


@pytest.mark.parametrize("target", ["/hips/", "/old-hips/", "/category/core/", "/apply/", "https://example.org/x"])
def test_menu_entry_with_a_target_is_saved_and_shown(client, coach, target):
    post = make_post("old-hips", categories=[make_category()])
    post.move_to("hips")
    assert save_target(client, target).status_code == 302
    assert f'href="{target}"' in client.get("/articles/").content.decode()


def test_menu_entry_whose_target_was_removed_is_hidden_and_still_valid(client, coach):
    page = make_page("plans")
    assert save_target(client, "/plans/").status_code == 302
    page.put_into_bin()
    assert 'href="/plans/"' not in client.get("/articles/").content.decode()
    shown = texts_page(client)
    # Two of the three default entries have no target yet; this entry is the third.
    assert shown.count("Readers don’t see this entry") == 3
    assert client.post("/admin/blog/sitetexts/menu/", form_data(shown)).status_code == 302
