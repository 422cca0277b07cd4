from datetime import timedelta

import pytest
from django.utils import timezone

from core import tokens
from tests.factories import make_coach, make_comment, make_post

pytestmark = pytest.mark.django_db


def test_private_page_is_not_cached_or_indexed(client):
    response = client.get(make_comment(state="held").private_url)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex", "same-origin")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_private_page_of_an_approved_comment_links_to_the_public_one(client):
    comment = make_comment()
    page = client.get(comment.private_url).text
    assert f'href="/comments/{comment.pk}/"' in page
    assert "awaiting moderation" not in page


def test_private_page_shows_the_email(client):
    comment = make_comment(state="held")
    assert comment.email in client.get(comment.private_url).text


@pytest.mark.parametrize("name", ["Mara Lindt", "MARA", "Маra"])
def test_private_page_of_a_comment_in_the_coachs_name_says_to_sign_in(client, name):
    make_coach(display_name="Mara Lindt")
    assert "please sign in" in client.get(make_comment(name=name, state="held").private_url).text


def test_forged_url_is_not_found(client):
    url = make_comment(state="held").private_url
    assert client.get(url[:-3] + "x/").status_code == 404


def test_token_for_another_purpose_is_not_found(client):
    comment = make_comment(state="held")
    assert client.get(f"/comments/mine/{tokens.sign('newsletter', comment.pk)}/").status_code == 404


def test_token_expires(client, monkeypatch):
    url = make_comment(state="held").private_url
    later = (timezone.now() + timedelta(days=31)).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert client.get(url).status_code == 404


def test_private_page_of_a_deleted_comment_is_not_found(client):
    comment = make_comment(state="spam")
    url = comment.private_url
    comment.delete()
    assert client.get(url).status_code == 404


def test_unpublished_article_is_not_linked(client):
    post = make_post("strong-hips", state="private")
    page = client.get(make_comment(post).private_url).text
    assert 'href="/strong-hips/"' not in page


def test_post_is_not_allowed(client):
    assert client.post(make_comment(state="held").private_url).status_code == 405


def test_received_page_is_the_same_bytes_for_everyone(client):
    first, second = client.get("/comments/received/"), client.get("/comments/received/?comment=1")
    assert first.status_code == 200
    assert first.content == second.content
    assert not first.cookies
