"""What is worth a look before a text goes out."""

import pytest

from blog.models import ExternalLink, Post
from tests.blog.desk.conftest import tab_of
from tests.factories import make_category, make_external_link, make_offer, make_page, make_picture, make_post

pytestmark = pytest.mark.django_db

TITLE = {"title": "Hips", "body": "<p>Lift.</p>"}


@pytest.fixture
def check(tab):
    """``check(…)`` saves this content, and returns the lines of the list by their id."""

    def check(**content):
        if tab.pk is None:
            tab.open()
        tab.send(**{**TITLE, **content})
        items = tab.client.get(tab.addresses["checklist"]).json()["items"]
        return {item["id"]: item for item in items}

    return check


def test_complete_article_has_nothing_left(check):
    make_page("about")
    picture = make_picture(60, 40, alternative_text="A squat")
    body = '<p>Lift, <a href="/about/">then</a> <a href="/apply/">go on</a>.</p><h2>How</h2><h3>Slowly</h3><p>So.</p>'
    items = check(
        teaser="Why.", cover=picture.pk, categories=[make_category().pk], body=f'{body}<img src="/a.jpg" alt="A">'
    )
    assert [item["id"] for item in items.values() if not item["is_done"]] == []
    assert set(items) == {
        *("text", "cover", "descriptions", "teaser", "category", "links", "to-come", "headings", "next-step")
    }


@pytest.mark.parametrize(
    ("content", "name", "target"),
    [
        ({"title": " "}, "text", "title"),
        ({"body": "<p> </p>"}, "text", "body"),
        ({}, "cover", "cover"),
        ({}, "teaser", "teaser"),
        ({}, "category", "categories"),
        ({}, "next-step", "body"),
        ({"teaser": "TK"}, "to-come", "teaser"),
    ],
)
def test_what_is_missing_is_told_with_its_place(check, content, name, target):
    item = check(**content)[name]
    assert (item["is_done"], item["target"]) == (False, target)


@pytest.mark.parametrize(
    ("body", "name", "find"),
    [
        ("<p>From TK on.</p>", "to-come", {"text": "TK"}),
        ("<h2>A</h2><p>b</p><h4>C</h4>", "headings", {"selector": "h2, h3, h4", "index": 1}),
        ("<h3>A</h3><p>b</p>", "headings", {"selector": "h2, h3, h4", "index": 0}),
        ('<img src="/a.jpg" alt="A"><img src="/b.jpg" alt=" ">', "descriptions", {"selector": "img", "index": 1}),
        ('<p>a</p><img src="/a.jpg">', "descriptions", {"selector": "img", "index": 0}),
        ('<a href="/apply/">a</a> <a href="/nothing/">b</a>', "links", {"selector": "a[href]", "index": 1}),
        (
            '<figure data-block="slot" data-key="1-a">x</figure>',
            "slots",
            {"selector": '[data-block="slot"]', "index": 0},
        ),
    ],
)
def test_place_in_the_text_is_told(check, body, name, find):
    item = check(body=f"<p>Text.</p>{body}")[name]
    assert (item["is_done"], item["find"]) == (False, find)


@pytest.mark.parametrize("word", ["TKO", "ATK", "tk"])
def test_word_that_is_no_mark_is_left_alone(check, word):
    assert check(body=f"<p>{word}</p>")["to-come"]["is_done"]


def test_dead_link_is_told_before_it_is_in_any_public_text(check):
    make_external_link("https://dead.example/", state=ExternalLink.State.DEAD)
    item = check(body='<p><a href="https://dead.example/">Gone</a></p>')["links"]
    assert item["sentence"] == "1 link leads nowhere."


def test_picture_at_the_top_without_a_description_is_told(check):
    item = check(cover=make_picture(60, 40).pk)["descriptions"]
    assert (item["is_done"], item["target"]) == (False, "cover")


@pytest.mark.parametrize("kind", ["picture", "gallery"])
def test_picture_in_a_block_without_a_description_is_told(check, kind):
    described, plain = make_picture(60, 40, alternative_text="A squat"), make_picture(60, 40)
    body = f'<figure data-block="{kind}" data-key="{described.pk}"></figure><p>Lift.</p>'
    assert check(body=body)["descriptions"]["is_done"]
    item = check(body=f'{body}<figure data-block="{kind}" data-key="{plain.pk}"></figure><p>So.</p>')["descriptions"]
    assert (item["is_done"], item["find"]) == (False, {"selector": ".block-card", "index": 1})


def test_text_that_is_only_a_gallery_is_a_text(check):
    picture = make_picture(60, 40)
    assert check(body=f'<figure data-block="gallery" data-key="{picture.pk}"></figure>')["text"]["is_done"]


def test_offer_in_the_text_or_around_it_is_a_next_step(check):
    core = make_category()
    assert not check(categories=[core.pk])["next-step"]["is_done"]
    make_offer("talk")
    assert check(body='<p>a</p><figure data-block="offer" data-key="talk"></figure>')["next-step"]["is_done"]
    make_offer("plan", categories=[core])
    assert check(body="<p>a</p>")["next-step"]["is_done"]


def test_offer_that_does_not_exist_is_no_next_step(check):
    assert not check(body='<p>a</p><figure data-block="offer" data-key="no"></figure>')["next-step"]["is_done"]


def test_page_is_asked_for_no_category(coach):
    tab = tab_of(coach, "page").open()
    tab.send(title="About", body="<p>Me.</p>")
    ids = {item["id"] for item in tab.client.get(tab.addresses["checklist"]).json()["items"]}
    assert {"teaser", "category"} & ids == set()


def test_working_copy_is_checked(tab, coach):
    post = make_post(body="<p>Fine.</p>", author=coach)
    tab.open(post.pk)
    tab.send(body="<p>TK</p>")
    items = {item["id"]: item for item in tab.client.get(tab.addresses["checklist"]).json()["items"]}
    assert not items["to-come"]["is_done"]
    assert Post.objects.get().body == "<p>Fine.</p>"
