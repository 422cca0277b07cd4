"""The one search box of the admin."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from selectolax.lexbor import LexborHTMLParser

from search.filling import fill
from tests.factories import (
    make_application,
    make_coach,
    make_comment,
    make_offer,
    make_page,
    make_post,
    make_sign_up,
    make_user,
)
from tests.search.test_nasty import PIECES

pytestmark = pytest.mark.django_db

FIND = "/admin/find/"

Found = Callable[[str], dict[str, list[str]]]


@pytest.fixture
def found(client: Client) -> Found:
    """Return, for words, the titles of what a coach finds by the heading above them."""
    client.force_login(make_coach())
    return lambda words: found_by(client, words)


def found_by(client: Client, words: str) -> dict[str, list[str]]:
    response = client.get(FIND, {"q": words})
    assert response.status_code == 200
    html = LexborHTMLParser(response.text)
    return {
        section.css_first("h2").text(): [title.text() for title in section.css("h3")]  # type: ignore[union-attr]
        for section in html.css(".found")
    }


def test_public_articles_are_found_as_readers_find_them(found: Found) -> None:
    make_post(title="Piriformis, explained", body="<p>It is deep.</p>")
    fill()
    assert found("piriformes") == {"Articles": ["Piriformis, explained"]}


@pytest.mark.parametrize("state", ["draft", "private"])
def test_articles_and_pages_that_are_not_public_are_found(found: Found, state: str) -> None:
    make_post(title="An article", body="<p>About the psoas.</p>", state=state, published_at=None)
    make_page(title="A page", body="<p>About the psoas.</p>", is_published=False)
    assert found("psoas") == {"Articles": ["An article"], "Pages": ["A page"]}


def test_title_comes_before_the_text(found: Found) -> None:
    make_post(title="Other", body="<p>squat squat squat</p>")
    make_post(title="The squat", body="<p>Down and up.</p>")
    fill()
    assert found("squat")["Articles"][0] == "The squat"


def test_what_is_in_the_bin_is_not_found(found: Found) -> None:
    make_post(title="Psoas").put_into_bin()
    assert found("psoas") == {}


def test_public_and_held_comments_are_found(found: Found) -> None:
    post = make_post(title="Hips")
    make_comment(post, name="Nadia", text="My psoas aches")
    make_comment(post, name="Kim", text="Is the psoas deep?", state="held")
    make_comment(post, name="Spammer", text="Cheap psoas", state="spam")
    fill()
    assert found("psoas") == {"Comments": ["Kim on “Hips”", "Nadia on “Hips”"]}


def test_article_is_found_among_many_comments(found: Found) -> None:
    post = make_post(title="Hips", body=f"<p>{'Walk and rest. ' * 100} The psoas is deep.</p>")
    for _number in range(101):
        make_comment(post, text="psoas")
    fill()
    with CaptureQueriesContext(connection) as queries:
        assert found("psoas")["Articles"] == ["Hips"]
    assert sum("search_document d" in query["sql"] for query in queries) == 1


def test_applications_are_found_by_their_answers(found: Found) -> None:
    make_application(name="Nadia", goal="Climb four stairs")
    make_application(name="Kim", goal="Sleep")
    assert found("stairs climb") == {"Applications": ["Nadia"]}


def test_a_person_is_one_row_with_all_that_is_known(client: Client, found: Found) -> None:
    make_comment(name="Nadia", email="nadia@example.org")
    make_comment(name="Nadia S.", email="nadia@example.org")
    make_application(name="Nadia Sommer", email="Nadia@example.org", stage="client")
    make_sign_up(make_offer(name="The 28 days"), name="Nadia", email="nadia@example.org")
    assert found("nadia@example")["People"] == ["Nadia Sommer"]
    html = LexborHTMLParser(client.get(FIND, {"q": "nadia@example"}).text)
    links = [link.text() for link in html.css(".found:last-of-type .list-notes a")]
    assert links == ["Nadia@example.org", "Application, client", "Signed up for The 28 days", "2 comments"]


@pytest.mark.parametrize(
    ("role", "headings"),
    [
        ("helper", ["Comments", "People"]),
        ("writer", ["Articles", "Pages"]),
        ("coach", ["Articles", "Pages", "Comments", "Applications", "People"]),
        ("owner", ["Articles", "Pages", "Comments", "Applications", "People"]),
        ("", []),
    ],
)
def test_each_role_finds_only_what_it_may_see(client: Client, role: str, headings: list[str]) -> None:
    post = make_post(title="A canary", body="<p>canary</p>")
    make_page(title="The canary", body="<p>canary</p>")
    make_comment(post, name="canary", text="canary", email="canary@example.org")
    make_application(name="canary applies", goal="canary")
    make_sign_up(name="canary signs up")
    fill()
    client.force_login(make_user(is_staff=True, role=role))
    assert list(found_by(client, "canary")) == headings
    text = client.get(FIND, {"q": "canary"}).text
    assert ("canary applies" in text, "canary signs up" in text) == (("Applications" in headings),) * 2


def test_readers_are_led_to_the_sign_in(client: Client) -> None:
    assert client.get(FIND, {"q": "hip"}).status_code == 302


@pytest.mark.parametrize("words", [*PIECES[::4], "\0", "", " ", "x" * 5000, "a " * 100])
def test_any_words_may_be_asked(found: Found, words: str) -> None:
    make_post(title="Hips")
    assert isinstance(found(words), dict)


def test_number_of_queries_does_not_grow(client: Client, found: Found) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            found("canary")
        return len(captured)

    def add() -> None:
        post = make_post(title="A canary")
        make_comment(post, text="canary", name=f"canary {post.pk}")
        make_application(name=f"canary {post.pk}", goal="canary")
        fill()

    for _number in range(5):
        add()
    queries()
    few = queries()
    for _number in range(10):
        add()
    assert queries() == few
