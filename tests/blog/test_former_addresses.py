"""Former paths and slugs redirect to the current ones, in one step."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from taggit.models import Tag

from blog.models import Category, Post
from tests.factories import make_category, make_coach, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def category() -> Category:
    """``/category/blog/core/`` with thirteen articles, on two pages."""
    category = make_category("Core", parent=make_category("Blog"))
    coach = make_coach()
    for _number in range(13):
        make_post(author=coach, categories=[category], tags=["hips"])
    return category


def rename(row: Category | Tag, slug: str) -> None:
    row.slug = slug
    row.save()


def redirect_target(client: Client, url: str) -> str:
    """The target of the permanent redirect at ``url``; it has to exist."""
    response = client.get(url)
    assert response.status_code == 301
    assert client.get(response["Location"]).status_code == 200
    return response["Location"]


@pytest.mark.parametrize("ending", ["", "page/2/", "feed/"])
def test_former_path_of_a_category_redirects(client, category, ending):
    rename(category, "trunk")
    assert redirect_target(client, f"/category/blog/core/{ending}") == f"/category/blog/trunk/{ending}"


@pytest.mark.parametrize("ending", ["", "page/2/", "feed/"])
def test_former_path_of_a_category_that_was_moved_redirects(client, category, ending):
    category.parent = make_category("Training")
    category.save()
    assert redirect_target(client, f"/category/blog/core/{ending}") == f"/category/training/core/{ending}"


@pytest.mark.parametrize("ending", ["", "page/2/", "feed/"])
def test_former_path_below_a_renamed_category_redirects(client, category, ending):
    rename(Category.objects.get(slug="blog"), "journal")
    assert redirect_target(client, f"/category/blog/core/{ending}") == f"/category/journal/core/{ending}"


def test_each_former_path_redirects_in_one_step(client, category):
    for slug in ("trunk", "middle"):
        rename(category, slug)
    rename(Category.objects.get(slug="blog"), "journal")
    for old in ("blog/core", "blog/trunk", "blog/middle"):
        assert redirect_target(client, f"/category/{old}/") == "/category/journal/middle/"


def test_category_renamed_back_is_shown_at_its_first_path(client, category):
    rename(category, "trunk")
    rename(category, "core")
    assert client.get("/category/blog/core/").status_code == 200
    assert redirect_target(client, "/category/blog/trunk/") == "/category/blog/core/"


def test_new_category_at_a_former_path_is_shown_there(client, category):
    rename(category, "trunk")
    make_category("Core", parent=category.parent)
    response = client.get("/category/blog/core/")
    assert (response.status_code, response.context["category"].posts.count()) == (200, 0)


def test_former_path_redirects_after_a_change_in_the_admin(client, category):
    client.force_login(make_coach())
    form = {"name": "Core", "slug": "trunk", "parent": category.parent_id, "position": 0, "health_notice": ""}
    assert client.post(f"/admin/blog/category/{category.pk}/change/", form).status_code == 302
    assert redirect_target(Client(), "/category/blog/core/") == "/category/blog/trunk/"


@pytest.mark.parametrize("ending", ["", "page/2/"])
def test_former_slug_of_a_tag_redirects(client, category, ending):
    rename(Tag.objects.get(), "hip")
    rename(Tag.objects.get(), "hip-joints")
    for old in ("hips", "hip"):
        assert redirect_target(client, f"/tag/{old}/{ending}") == f"/tag/hip-joints/{ending}"


def test_former_slug_of_a_tag_without_public_articles_is_not_found(client, category):
    rename(Tag.objects.get(), "hip")
    Post.objects.update(state=Post.State.DRAFT)
    assert client.get("/tag/hips/").status_code == 404


def test_former_path_of_a_deleted_category_is_not_found(client):
    category = make_category("Core")
    rename(category, "trunk")
    category.delete()
    for url in ("/category/core/", "/category/core/feed/"):
        assert client.get(url).status_code == 404


def test_renaming_leaves_a_category_whose_path_differs_in_case(category):
    other = make_category("Hips", parent=make_category("Other", parent=Category.objects.create(name="B", slug="Blog")))
    rename(Category.objects.get(path="blog"), "articles")
    other.refresh_from_db()
    category.refresh_from_db()
    assert (other.path, category.path) == ("Blog/other/hips", "articles/core")
    assert not Post.objects.in_category(other.parent.parent).exists()


def test_path_that_would_become_too_long_is_refused(category):
    parent = category
    for number in range(4):
        parent = Category.objects.create(name=f"Level {number}", slug=f"{number}" * 100, parent=parent)
    with pytest.raises(ValidationError, match="500"):
        Category(name="Deep", slug="d" * 100, parent=parent).full_clean()


def test_category_is_refused_if_paths_below_it_become_too_long(category):
    parent = category
    for number in range(4):
        parent = Category.objects.create(name=f"Level {number}", slug=f"{number}" * 100, parent=parent)
    category.slug = "c" * 100
    with pytest.raises(ValidationError, match="500"):
        category.full_clean()
