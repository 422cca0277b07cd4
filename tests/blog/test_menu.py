import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from taggit.models import Tag

from blog.menu import Menus
from blog.models import MenuEntry, SiteTexts
from tests.blog.hidden import hidden
from tests.factories import make_category, make_page, make_post

pytestmark = pytest.mark.django_db


def menu_of(*targets: str) -> list[str]:
    texts = SiteTexts(pk=1)
    texts.save()
    texts.menu.all().delete()
    for target in targets:
        MenuEntry.objects.create(texts=texts, label=target, target=target)
    return shown_targets()


def shown_targets() -> list[str]:
    return [link.target for link in Menus(RequestFactory().get("/")).main]


def test_new_site_shows_entries_whose_target_exists():
    assert shown_targets() == ["/articles/"]
    make_page("about")
    assert shown_targets() == ["/articles/", "/about/"]


def test_default_menu_is_created_once():
    texts = SiteTexts.load()
    texts.save()
    assert [entry.label for entry in texts.menu.filter(place="menu")] == ["Podcast", "Articles", "About"]
    texts.menu.first().delete()
    SiteTexts.load().save()
    assert [entry.label for entry in texts.menu.filter(place="menu")] == ["Articles", "About"]


def test_entries_for_routes_pages_articles_and_other_sites_are_shown():
    make_page("plans")
    make_post("strong-hips")
    targets = ["/", "/articles/", "/plans/#prices", "/strong-hips/", "https://example.org/"]
    assert menu_of(*targets) == targets


def test_entry_with_a_missing_target_is_hidden():
    assert menu_of("/nothing/", "/podcast/", "/no/such/place/", "") == []


@hidden
def test_entry_for_a_hidden_article_is_hidden(hidden):
    make_post("secret", **hidden)
    assert menu_of("/secret/") == []


def test_entry_for_an_unpublished_page_is_hidden(client):
    make_page("plans", is_published=False)
    assert menu_of("/plans/") == []


@pytest.mark.parametrize("target", ["javascript:alert(1)", "//evil.example/", "about", "data:text/html,x", "https://"])
def test_target_that_is_no_url_is_refused(target):
    entry = MenuEntry(texts=SiteTexts(pk=1), label="X", target=target)
    with pytest.raises(ValidationError, match="Please enter an address"):
        entry.clean_fields(exclude=["texts"])


def test_entry_for_a_former_url_of_a_category_or_tag_is_shown():
    category = make_category("Core")
    make_post(categories=[category], tags=["hips"])
    category.slug = "trunk"
    category.save()
    tag = Tag.objects.get()
    tag.slug = "hip"
    tag.save()
    targets = ["/category/core/", "/category/trunk/", "/tag/hips/", "/tag/hip/"]
    assert menu_of(*targets, "/category/gone/", "/tag/gone/") == targets
