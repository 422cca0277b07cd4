"""The box for a link: own articles first, then whether an address lives."""

import json

import pytest

from blog.models import ExternalLink
from tests.external_server import Page
from tests.factories import make_coach, make_external_link, make_page, make_post, make_user

pytestmark = pytest.mark.django_db

LINKS = "/admin/blog/links/"


@pytest.fixture
def coach(client):
    coach = make_coach()
    client.force_login(coach)
    return coach


def ask(client, q):
    return client.post(LINKS, json.dumps({"q": q}), content_type="application/json").json()["address"]


def test_own_articles_are_found_by_words_of_their_title_the_public_ones_first(client, coach):
    make_post("a", title="Strong hips", author=coach, state="draft")
    make_post("b", title="Hips that are strong", author=coach)
    make_page("c", title="Strong")
    make_post("d", title="Strong hips in the bin", author=coach).put_into_bin()
    found = client.get(LINKS, {"q": "strong hips"}).json()["entries"]
    assert [(one["title"], one["address"]) for one in found] == [
        ("Hips that are strong", "/b/"),
        ("Strong hips", "/a/"),
    ]
    assert found[1]["state"] == "Draft"


def test_nothing_is_found_for_odd_words(client, coach):
    make_post(author=coach)
    assert client.get(LINKS, {"q": "%\0_ " + "x" * 5000}).json() == {"entries": [], "address": None}


@pytest.mark.parametrize(
    ("path", "is_alive"), [("/hips/", True), ("/draft/", False), ("/apply/", True), ("/no/", False)]
)
def test_address_of_this_site_is_known_at_once(client, coach, path, is_alive):
    make_post("hips", author=coach)
    make_post("draft", author=coach, state="draft")
    address = client.get(LINKS, {"q": path}).json()["address"]
    assert (address["address"], address["is_alive"]) == (path, is_alive)


@pytest.mark.parametrize(
    ("state", "finding", "is_alive"),
    [
        ("alive", "fine", True),
        ("dead", "gone", False),
        ("unsure", "gone", False),
        ("unsure", "silent", None),
        ("unsure", "refused", None),
    ],
)
def test_known_outside_address_is_told(client, coach, state, finding, is_alive):
    make_external_link("https://short.example/abc", state=state, finding=finding)
    assert client.get(LINKS, {"q": "https://short.example/abc"}).json()["address"]["is_alive"] is is_alive


def test_looking_checks_nothing(client, coach):
    assert client.get(LINKS, {"q": "https://new.example/"}).json()["address"]["is_alive"] is None
    assert not ExternalLink.objects.exists()


def test_unknown_outside_address_is_checked_by_a_task(client, coach, external_server, run_tasks):
    external_server.pages["/there"] = Page()
    url = external_server.url("/there")
    assert ask(client, url)["is_alive"] is None
    assert not external_server.requests, "not in the request"
    run_tasks()
    assert client.get(LINKS, {"q": url}).json()["address"]["is_alive"] is True
    ask(client, url)
    run_tasks()
    assert len(external_server.requests) == 1


def test_address_that_was_asked_about_is_not_checked_for_ever(client, coach, clock):
    ask(client, "https://new.example/")
    clock(hours=2)
    assert not ExternalLink.objects.in_use().exists()


@pytest.mark.parametrize("query", ["http://[", "javascript:alert(1)", "https://"])
def test_odd_address_is_none(client, coach, query):
    assert client.get(LINKS, {"q": query}).json()["address"] is None


def test_helpers_may_not_look(client):
    client.force_login(make_user(is_staff=True, role="helper"))
    assert client.get(LINKS, {"q": "hips"}).status_code == 403
    client.logout()
    assert client.get(LINKS, {"q": "hips"}).status_code == 401


def test_public_address_leads_to_the_desk(client, coach):
    post = make_post("old", author=coach)
    post.move_to("hips")
    post.save()
    for slug in ("hips", "old"):
        assert client.get(f"/admin/blog/edit/{slug}/")["Location"] == f"/admin/blog/post/{post.pk}/change/"
    assert client.get("/admin/blog/edit/nothing/").status_code == 404
    client.logout()
    assert "/login/" in client.get("/admin/blog/edit/hips/")["Location"]
