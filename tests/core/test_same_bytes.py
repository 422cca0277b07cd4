"""A public page is the same bytes for every reader, so that it can be cached."""

import pytest
from django.test import Client

from tests.factories import make_category, make_coach, make_page, make_post

pytestmark = pytest.mark.django_db

PAGES = {
    "home": "/",
    "article_list": "/articles/",
    "category_detail": "/category/core/",
    "tag_detail": "/tag/hips/",
    "author_detail": "/author/mara/",
    "article": "/strong-hips/",
    "article, answering": "/strong-hips/?replytocom=1",
    "page": "/about/",
    "application_create": "/apply/",
    "search": "/search/?q=hips",
    "nothing": "/nothing-stands-here/",
}


@pytest.fixture
def coach():
    coach = make_coach()
    coach.profile.slug = "mara"
    coach.profile.save()
    make_page("about")
    make_post("strong-hips", author=coach, categories=[make_category("Core")], tags=["hips"])
    return coach


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_reader_and_coach_get_the_same_bytes(path, client, coach):
    signed_in = Client()
    signed_in.force_login(coach)
    first, again, hers = client.get(path), client.get(path), signed_in.get(path)
    assert first.content == again.content == hers.content
    assert first.content.startswith(b"<!doctype html>")


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_page_sets_no_cookie(path, client, coach):
    client.force_login(coach)
    response = client.get(path)
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()
    assert b"csrfmiddlewaretoken" not in response.content


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_page_contains_nothing_that_its_csp_refuses(path, client, coach):
    html = client.get(path).content.decode()
    assert " style=" not in html
    assert "<style" not in html
    assert " onclick=" not in html
    assert all("src=" in script or "application/ld+json" in script for script in html.split("<script")[1:])
