"""The page of the search."""

from collections.abc import Callable

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from search.filling import fill
from tests.factories import make_answer, make_category, make_coach, make_comment, make_page, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> None:
    """An article in a topic with a question and its answer, another article, and a page, all about hips."""
    coach = make_coach(display_name="Mara")
    post = make_post("hips", title="Hips", author=coach, categories=[make_category("Core")], body="<p>Tight hips.</p>")
    question = make_comment(post, name="Nadia <b>", text="My hip <b>clicks</b> & creaks.")
    make_answer(question, author=coach, text="A click is usually a tendon.")
    make_post("knees", title="Knees", author=coach, body="<p>When the hip helps the knee.</p>")
    make_page("about", title="About", body="<p>All about hips.</p>")
    fill()


def page(client: Client, **parameters: str) -> LexborHTMLParser:
    response = client.get("/search/", parameters)
    assert response.status_code == 200
    return LexborHTMLParser(response.content.decode())


def titles(html: LexborHTMLParser) -> list[str]:
    return [one.text() for one in html.css(".hit .card__title")]


def texts(html: LexborHTMLParser, selector: str) -> list[str]:
    return [" ".join(one.text().split()) for one in html.css(selector)]


def test_empty_page_has_a_box(client: Client) -> None:
    html = page(client)
    assert html.css_first('.search-box input[name="q"]')
    assert texts(html, ".hit, .empty, .filters") == []


@pytest.mark.usefixtures("site")
def test_hit_has_title_snippet_and_url(client: Client) -> None:
    html = page(client, q="tight")
    assert titles(html) == ["Hips"]
    assert texts(html, ".card__text") == ["Tight hips."]
    assert texts(html, ".card__text mark") == ["Tight"]
    link = html.css_first(".hit a")
    assert link
    assert link.attributes["href"] == "/hips/"


@pytest.mark.usefixtures("site")
def test_answer_is_first_and_its_link_leads_to_it(client: Client) -> None:
    html = page(client, q="hip clicks")
    assert texts(html, ".hit")[0].startswith(
        "Answer Hips My hip clicks & creaks. A click is usually a tendon. Mara Coach"
    )
    link = html.css_first(".hit a")
    assert link
    response = client.get(str(link.attributes["href"]))
    assert response.status_code == 302
    assert response["Location"].startswith("/hips/#comment-")


@pytest.mark.usefixtures("site")
def test_what_people_wrote_is_escaped(client: Client) -> None:
    assert "Nadia &lt;b&gt;" in client.get("/search/", {"q": "creaks", "kind": "comment"}).content.decode()
    response = client.get("/search/", {"q": '"><script>alert(1)</script>'})
    assert b"<script>alert" not in response.content


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"kind": "article"}, ["Hips", "Knees"]),
        ({"kind": "page"}, ["About"]),
        ({"kind": "comment"}, ["Hips", "Hips"]),
        ({"topic": "core"}, ["Hips", "Hips", "Hips"]),
        ({"topic": "core", "kind": "article"}, ["Hips"]),
        ({"topic": "nothing", "kind": "nothing"}, ["About", "Hips", "Hips", "Hips", "Knees"]),
    ],
    ids=str,
)
def test_filters(client: Client, filters: dict[str, str], expected: list[str]) -> None:
    assert sorted(titles(page(client, q="hip", **filters))) == expected


@pytest.mark.usefixtures("site")
def test_filters_lead_to_each_other_and_show_the_current_one(client: Client) -> None:
    html = page(client, q="hip", kind="page")
    links = {link.text(): link.attributes["href"] for link in html.css(".filters a")}
    assert links["Core"] == "/search/?q=hip&kind=page&topic=core"
    assert links["Everything"] == "/search/?q=hip"
    assert texts(html, ".filters [aria-current]") == ["Pages", "All topics"]


@pytest.mark.usefixtures("site")
def test_slip_is_named_with_the_word_that_was_meant(client: Client) -> None:
    assert texts(page(client, q="tendonn"), ".hits__meant") == [
        "Nothing was found for “tendonn”. These are the results for tendon."
    ]
    assert texts(page(client, q="tendon"), ".hits__meant") == []


@pytest.mark.usefixtures("site")
def test_nothing_found_is_said(client: Client) -> None:
    assert texts(page(client, q="<zebra>"), ".empty") == [
        "Nothing was found for “<zebra>”. Try other words, or ask your question below an article."
    ]


def test_many_hits_are_on_several_pages(client: Client) -> None:
    for number in range(23):
        make_post(title=f"Elderberry {number}")
    fill()
    found = [titles(page(client, q="elderberry", page=number)) for number in ("1", "2", "3", "4", "x", "-1")]
    assert [len(one) for one in found] == [10, 10, 3, 3, 10, 10]
    assert len({title for one in found[:3] for title in one}) == 23
    links = [link.attributes["href"] for link in page(client, q="elderberry", page="2").css(".pager a")]
    assert links == ["/search/?q=elderberry", "/search/?q=elderberry&page=3"]


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ("uebung", True),
        ("übung", True),
        ("UBUNG", True),
        ("strasse", True),
        ('"hard stretching"', True),
        ('"stretching hard"', False),
        ("“hard stretching”", True),
        ("stretch", True),
        ("stretched", True),
        ("stre", True),
        ("stretchnig", True),
        ("streetching", True),
        ("tsretching", True),
        ("stxetxhing", False),
        ("st", False),
        ("anna's", True),
        ("anna’s", True),
        ("annas", True),
    ],
)
def test_forms_prefixes_accents_phrases_and_slips(client: Client, asked: str, is_found: bool) -> None:
    make_post(title="Übungen für die Straße", body="<p>Eine Übung: hard stretching, by Anna’s book.</p>")
    fill()
    assert bool(titles(page(client, q=asked))) == is_found


def test_page_is_not_indexed_and_opens_no_session(client: Client) -> None:
    client.force_login(make_coach())
    response = client.get("/search/", {"q": "hip"})
    assert b'<meta name="robots" content="noindex">' in response.content
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()


def test_only_the_page_without_words_is_kept(client: Client) -> None:
    pages = client.handler.kept_pages.pages  # type: ignore[attr-defined]
    client.get("/search/")
    kept = len(pages)
    for parameters in ({"q": "made up"}, {"q": "x", "page": "7"}, {"kind": "nothing"}, {"topic": "nothing"}):
        client.get("/search/", parameters)
    assert len(pages) == kept


@pytest.mark.parametrize("url", ["/nothing-here/", "/"])
def test_other_pages_have_a_box(client: Client, url: str) -> None:
    html = LexborHTMLParser(client.get(url).content.decode())
    actions = [form.attributes["action"] for form in html.css('form:has(input[name="q"])')]
    assert actions == ["/search/"] * (1 if url == "/" else 2)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/?s=hip+pain", "/search/?q=hip+pain"),
        ("/?s=", "/search/"),
        ("/?s=%C3%BCbung%26x&post_type=post", "/search/?q=%C3%BCbung%26x"),
    ],
)
def test_wordpress_search_is_redirected(client: Client, old: str, new: str) -> None:
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, new)


def test_hit_of_a_row_that_is_hidden_by_other_means_is_left_out(client: Client, clock: Callable[..., None]) -> None:
    """The index is one guard, the rows themselves are another."""
    post = make_post(title="Elderberry")
    fill()
    clock(days=-30)
    assert titles(page(client, q="elderberry")) == []
    clock(days=30)
    assert titles(page(client, q="elderberry")) == [post.title]


def test_hit_by_its_title_alone_shows_its_beginning(client: Client) -> None:
    make_post(title="Elderberry", teaser="", body="<p>First words.</p><p>Second words.</p>")
    fill()
    assert texts(page(client, q="elderberry"), ".card__text") == ["First words."]
