from datetime import timedelta

import pytest
from django.utils import timezone

from comments.submission import private_url
from core import tokens
from tests.factories import make_coach, make_comment, make_post

pytestmark = pytest.mark.django_db


def test_private_view_is_kept_by_nobody(client):
    response = client.get(private_url(make_comment(state="held")))
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex", "same-origin")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_approved_meanwhile_it_leads_to_its_public_place(client):
    comment = make_comment()
    page = client.get(private_url(comment)).text
    assert f'href="/comments/{comment.pk}/"' in page
    assert "awaiting moderation" not in page


def test_it_says_who_will_be_written_to(client):
    comment = make_comment(state="held")
    assert comment.email in client.get(private_url(comment)).text


@pytest.mark.parametrize("name", ["Mara Lindt", "MARA", "Маra"])
def test_who_has_the_coachs_name_is_told_to_sign_in(client, name):
    make_coach(display_name="Mara Lindt")
    assert "please sign in" in client.get(private_url(make_comment(name=name, state="held"))).text


def test_forged_address_shows_nothing(client):
    address = private_url(make_comment(state="held"))
    assert client.get(address[:-3] + "x/").status_code == 404


def test_token_made_for_something_else_shows_nothing(client):
    comment = make_comment(state="held")
    assert client.get(f"/comments/mine/{tokens.sign('newsletter', comment.pk)}/").status_code == 404


def test_token_does_not_last_for_ever(client, monkeypatch):
    address = private_url(make_comment(state="held"))
    later = (timezone.now() + timedelta(days=31)).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert client.get(address).status_code == 404


def test_comment_deleted_for_good_is_gone_here_too(client):
    comment = make_comment(state="spam")
    address = private_url(comment)
    comment.delete()
    assert client.get(address).status_code == 404


def test_article_taken_back_is_not_linked(client):
    post = make_post("strong-hips", state="private")
    page = client.get(private_url(make_comment(post))).text
    assert 'href="/strong-hips/"' not in page


def test_get_is_all_it_takes(client):
    assert client.post(private_url(make_comment(state="held"))).status_code == 405


def test_already_received_is_the_same_for_everyone(client):
    first, second = client.get("/comments/received/"), client.get("/comments/received/?comment=1")
    assert first.status_code == 200
    assert first.content == second.content
    assert not first.cookies
