import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from blog.models import Address, Page, Post
from blog.models.address import reserved_words
from tests.blog.hidden import hidden
from tests.factories import make_page, make_post

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("word", ["admin", "articles", "category", "tag", "author", "feed", "sitemap.xml"])
def test_routes_are_reserved_by_the_routes_themselves(word):
    assert word in reserved_words()


@pytest.mark.parametrize("slug", ["apply", "comments", "Articles", "static", "media", "podcast", "search", "go"])
def test_slug_of_a_route_is_refused(slug):
    with pytest.raises(ValidationError, match="is an address of the site itself"):
        make_post(slug)


@pytest.mark.parametrize("slug", ["", "two words", "a/b", "a.b", "<b>", "x" * 201])
def test_what_is_no_slug_is_refused(slug):
    with pytest.raises(ValidationError):
        make_post("fine").move_to(slug)
    assert Address.objects.count() == 1


def test_slug_of_any_script_is_found(client):
    make_post("бёдра-und-knie", title="Hips")
    assert client.get("/бёдра-und-knie/").status_code == 200


def test_taken_slug_is_refused_between_posts_and_pages():
    make_post("one")
    with pytest.raises(ValidationError, match="is taken"):
        make_page("one")


def test_slug_that_somebody_else_had_is_refused():
    make_post("one").move_to("two")
    with pytest.raises(ValidationError, match="is taken"):
        make_post("one")


def test_every_old_slug_leads_straight_to_the_newest(client):
    post = make_post("one")
    for slug in ("two", "three"):
        post.move_to(slug)
    assert client.get("/one/")["Location"] == "/three/"
    assert client.get("/two/")["Location"] == "/three/"


def test_same_slug_again_changes_nothing():
    post = make_post("one")
    post.move_to("one")
    assert Address.objects.count() == 1


def test_deleted_row_frees_all_its_slugs():
    post = make_post("one")
    post.move_to("two")
    post.delete()
    assert make_page("one").slug == "one"
    assert make_post("two").slug == "two"


def test_deleted_rows_free_their_slugs():
    make_post("one").move_to("two")
    make_page("three")
    Post.objects.all().delete()
    Page.objects.all().delete()
    assert not Address.objects.exists()


@hidden
def test_old_slug_of_a_hidden_article_is_not_found(client, hidden):
    make_post("one", **hidden).move_to("two")
    assert client.get("/one/").status_code == 404
    assert client.get("/two/").status_code == 404


def test_old_slug_of_an_unpublished_page_is_not_found(client):
    make_page("one", is_published=False).move_to("two")
    assert client.get("/one/").status_code == 404


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_of_two_who_claim_a_slug_at_once_one_is_told():
    pages = [make_page(f"page-{number}") for number in range(6)]
    start = threading.Barrier(len(pages))
    refused: list[str] = []

    def claim(page: Page) -> None:
        try:
            start.wait()
            page.move_to("wanted")
        except ValidationError as error:
            refused.append(error.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=claim, args=[page]) for page in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == len(pages) - 1
    assert all("is taken" in sentence for sentence in refused)
    assert sorted(page.slug for page in Page.objects.all()).count("wanted") == 1
