import pytest

from tests.factories import make_post

pytestmark = pytest.mark.django_db


def test_article_is_shown_at_its_slug(client):
    make_post("strong-hips", title="Strong hips")
    response = client.get("/strong-hips/")
    assert response.status_code == 200
    assert "Strong hips" in response.content.decode()


def test_former_slug_redirects_permanently(client):
    post = make_post("strong-hips")
    post.move_to("stronger-hips")
    response = client.get("/strong-hips/")
    assert (response.status_code, response["Location"]) == (301, "/stronger-hips/")


def test_slug_can_be_changed_and_changed_back(client):
    post = make_post("one")
    post.move_to("two")
    post.move_to("one")
    assert client.get("/one/").status_code == 200
    assert client.get("/two/")["Location"] == "/one/"


def test_draft_is_not_found(client):
    make_post("secret", state="draft")
    assert client.get("/secret/").status_code == 404
