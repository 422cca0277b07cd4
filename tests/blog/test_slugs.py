"""Slugs in any script, and for names without a letter."""

import pytest
from taggit.models import Tag

from blog.models import Category
from core.slugs import is_slug, make_slug
from tests.factories import make_coach, make_post

pytestmark = [pytest.mark.django_db, pytest.mark.all_cases]

NAMES = [
    ("Strong Hips", "strong-hips"),
    ("💪", "flexed-biceps"),
    ("❤️", "heavy-black-heart"),
    ("brand™", "brand"),
    ("हिन्दी", "हिन्दी"),
    ("ที่ดี", "ที่ดี"),
    ("น้ำ", "น้ำ"),
    ("cafe\u0301", "café"),
    ("node.js", "node-js"),
    ("either/or", "either-or"),
    ("don’t — ever", "dont-ever"),
    ("C++", "c"),
    ("...", "full-stop-full-stop-full-stop"),
]


@pytest.mark.parametrize(("name", "slug"), NAMES)
def test_slug_is_made_from_a_name(name, slug):
    assert make_slug(name) == slug
    assert is_slug(slug)


@pytest.mark.parametrize(("name", "slug"), NAMES)
def test_tag_with_any_name_has_a_page(client, name, slug):
    make_post("hips", tags=[name])
    assert [tag.slug for tag in Tag.objects.all()] == [slug]
    for url in ("/hips/", f"/tag/{slug}/", "/sitemap.xml", "/feed/"):
        assert client.get(url).status_code == 200


def test_tags_with_the_same_slug_get_different_ones():
    make_post(tags=["C", "C++", "C#"])
    assert sorted(Tag.objects.values_list("slug", flat=True)) == ["c", "c-2", "c-3"]


def test_tag_without_a_readable_name_gets_a_slug():
    assert Tag.objects.create(name="\x01").slug == "tag"


def test_category_without_a_valid_slug_gets_one():
    category = Category(name="💪", slug="")
    category.save()
    assert category.get_absolute_url() == "/category/flexed-biceps/"


@pytest.fixture
def admin(client):
    client.force_login(make_coach())
    return client


def test_tag_keeps_combining_marks_through_the_admin(admin):
    tag = Tag.objects.create(name="हिन्दी")
    response = admin.post(f"/admin/taggit/tag/{tag.pk}/change/", {"name": "हिन्दी 2", "slug": "हिन्दी"})
    assert response.status_code == 302
    assert Tag.objects.get().name == "हिन्दी 2"


def test_category_keeps_combining_marks_through_the_admin(admin):
    form = {"name": "ที่ดี", "slug": "ที่ดี", "position": 0, "parent": "", "description": "", "health_notice": ""}
    assert admin.post("/admin/blog/category/add/", form).status_code == 302
    assert admin.get("/category/ที่ดี/").status_code == 200


@pytest.mark.parametrize("path", ["/%00/", "/tag/%00/", "/category/a/%00/", "/author/%00/", "/%2500/", "/go/%00/"])
def test_url_with_a_null_byte_is_not_found(client, path):
    assert client.get(path).status_code == 404
