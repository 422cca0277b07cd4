"""Which articles are alike, and what readers see of it below an article."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from blog.models import Likeness, Post
from blog.related import related_posts
from pagecache.token import read_token
from search.filling import fill
from search.likeness import renew_due
from search.models import Mark
from search.tasks import fill_search
from tests.factories import make_coach, make_comment, make_post

pytestmark = pytest.mark.django_db

# In the order in which they are published: the newest would be related to all others.
TEXTS = {
    "bread": "Feed your starter. Knead dough, shape one loaf.",
    "loaf": "Each loaf: knead dough, feed two starters.",
    "kayak": "Edge a kayak, brace with the paddle, cross that river.",
    "paddle": "Paddles held low turn kayaks by their edge; rivers help.",
    "other": "Nothing of it.",
}


@pytest.fixture
def posts() -> dict[str, Post]:
    coach = make_coach()
    found = {slug: make_post(slug, title=slug, body=f"<p>{text}</p>", author=coach) for slug, text in TEXTS.items()}
    fill_search.call()
    return found


def alike(post: Post) -> list[str]:
    rows = Likeness.objects.filter(post=post).order_by("-share")
    return [row.other.title for row in rows.select_related("other")]


def test_articles_with_the_same_rare_words_are_alike(posts: dict[str, Post]) -> None:
    assert [alike(posts[slug])[0] for slug in list(TEXTS)[:4]] == ["loaf", "bread", "paddle", "kayak"]
    assert alike(posts["other"]) == []
    assert related_posts(posts["bread"])[0] == posts["loaf"]


def test_tag_that_few_have_counts_as_well(posts: dict[str, Post]) -> None:
    for slug in ("bread", "other"):
        posts[slug].tags.add("winter")
    assert related_posts(posts["bread"]) == [posts["loaf"], posts["other"]]


def test_readers_see_it(client: Client, posts: dict[str, Post]) -> None:
    html = LexborHTMLParser(client.get("/kayak/").content)
    assert html.css_first("#next").text() == "Read next"
    assert html.css_first(".section--next .card__title").text() == "paddle"


def test_new_text_changes_what_others_are_like(client: Client, posts: dict[str, Post]) -> None:
    assert "/bread/" not in client.get("/other/").text
    posts["bread"].body = f"<p>{TEXTS['other']}</p>"
    posts["bread"].save()
    fill_search.call()
    assert alike(posts["bread"]) == ["other"]
    assert alike(posts["other"]) == ["bread"]
    assert alike(posts["loaf"]) == []
    assert LexborHTMLParser(client.get("/other/").content).css_first(".section--next .card__title").text() == "bread"


def test_words_of_comments_make_nothing_alike(posts: dict[str, Post]) -> None:
    make_comment(posts["kayak"], text="Feed starters, knead dough, loaf.")
    fill_search.call()
    assert alike(posts["kayak"]) == ["paddle"]


@pytest.mark.parametrize(
    "hide", [lambda post: post.put_into_bin(), lambda post: Post.objects.filter(pk=post.pk).update(state="draft")]
)
def test_article_that_is_not_public_is_not_shown(
    client: Client, posts: dict[str, Post], hide: Callable[[Post], object]
) -> None:
    hide(posts["paddle"])
    assert "/paddle/" not in client.get("/kayak/").text
    fill_search.call()
    assert "/paddle/" not in client.get("/kayak/").text


def test_deleted_article_is_alike_to_nothing(posts: dict[str, Post]) -> None:
    posts["paddle"].delete()
    fill_search.call()
    assert alike(posts["kayak"]) == []


def test_what_was_not_done_is_done_the_next_time(posts: dict[str, Post]) -> None:
    Likeness.objects.all().delete()
    posts["kayak"].body += "<p>And once more.</p>"
    posts["kayak"].save()
    fill()
    renew_due(seconds=0)
    assert Mark.objects.exists()
    fill_search.call()
    assert alike(posts["kayak"]) == ["paddle"]
    assert not Mark.objects.exists()


def test_nothing_is_written_if_nothing_has_changed(posts: dict[str, Post]) -> None:
    before, token = list(Likeness.objects.order_by("pk").values()), read_token()
    call_command("rebuild_search")
    assert list(Likeness.objects.order_by("pk").values()) == before
    assert read_token() == token


def test_command_finds_all_again(posts: dict[str, Post]) -> None:
    before = {slug: alike(post) for slug, post in posts.items()}
    Likeness.objects.all().delete()
    call_command("rebuild_search")
    assert {slug: alike(post) for slug, post in posts.items()} == before
