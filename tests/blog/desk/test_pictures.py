"""The library knows which pictures a working copy shows, so that nobody deletes them before it is public."""

import pytest

from media import uses
from media.models import Picture
from tests.blog.desk.conftest import tab_of
from tests.factories import make_picture, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def tab(coach):
    post = make_post("hips", title="Hips", body="<p>Lift.</p>", author=coach)
    return tab_of(coach).open(post.pk)


def places(picture) -> list[tuple[str, bool]]:
    return [(place.where, place.is_public) for place in uses.places_of(picture)]


def test_cover_and_pictures_of_a_working_copy_are_used(tab):
    cover, shown, other = make_picture(), make_picture(), make_picture()
    body = f'<p>Lift.</p><figure data-block="picture" data-key="{shown.pk}-wide"></figure>'
    tab.send(cover=cover.pk, body=body)
    for picture in (cover, shown):
        assert places(picture) == [("in changes that are not public yet", False)]
    assert list(uses.used_nowhere(Picture.objects.all())) == [other]


def test_picture_taken_out_again_is_not_used(tab):
    cover = make_picture()
    tab.send(cover=cover.pk)
    tab.send(cover=None)
    assert places(cover) == []


def test_published_picture_is_named_once(tab):
    cover = make_picture()
    tab.send(cover=cover.pk)
    tab.send("publish")
    assert places(cover) == [("on top", True)]


def test_picture_that_does_not_exist_is_no_use(tab):
    assert tab.send(cover=None, body='<figure data-block="picture" data-key="999999"></figure>').status_code == 200


def test_picture_of_a_working_copy_is_not_deleted(tab, client):
    cover = make_picture()
    tab.send(cover=cover.pk)
    tab.client.post(f"/admin/media/picture/{cover.pk}/delete/", {"post": "yes"})
    assert Picture.objects.filter(pk=cover.pk).exists()
