import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from blog.models import Address, Page, Post
from blog.models.entry import reserved_words
from tests.blog.hidden import hidden
from tests.factories import make_page, make_post

pytestmark = [pytest.mark.django_db, pytest.mark.all_cases]


@pytest.mark.parametrize("word", ["admin", "articles", "category", "tag", "author", "feed", "sitemap.xml"])
def test_first_part_of_each_route_is_reserved(word):
    assert word in reserved_words()


@pytest.mark.parametrize("slug", ["apply", "comments", "Articles", "static", "media", "search", "go"])
def test_slug_of_a_route_is_refused(slug):
    with pytest.raises(ValidationError, match="is reserved for the site itself"):
        make_post(slug)


@pytest.mark.parametrize("slug", ["", "two words", "a/b", "a.b", "<b>", "x" * 201])
def test_invalid_slug_is_refused(slug):
    with pytest.raises(ValidationError):
        make_post("fine").move_to(slug)
    assert Address.objects.count() == 1


def test_slug_in_any_script_is_found(client):
    make_post("бёдра-und-knie", title="Hips")
    assert client.get("/бёдра-und-knie/").status_code == 200


def test_page_cannot_take_the_slug_of_an_article():
    make_post("one")
    with pytest.raises(ValidationError, match="is taken"):
        make_page("one")


def test_former_slug_of_another_row_is_refused():
    make_post("one").move_to("two")
    with pytest.raises(ValidationError, match="is taken"):
        make_post("one")


def test_each_former_slug_redirects_to_the_current_one_in_one_step(client):
    post = make_post("one")
    for slug in ("two", "three"):
        post.move_to(slug)
    assert client.get("/one/")["Location"] == "/three/"
    assert client.get("/two/")["Location"] == "/three/"


def test_saving_the_same_slug_changes_nothing():
    post = make_post("one")
    post.move_to("one")
    assert Address.objects.count() == 1


def test_deleting_a_row_frees_all_its_slugs():
    post = make_post("one")
    post.move_to("two")
    post.delete()
    assert make_page("one").slug == "one"
    assert make_post("two").slug == "two"


def test_deleting_rows_in_bulk_frees_their_slugs():
    make_post("one").move_to("two")
    make_page("three")
    Post.objects.all().delete()
    Page.objects.all().delete()
    assert not Address.objects.exists()


@hidden
def test_former_slug_of_a_hidden_article_is_not_found(client, hidden):
    make_post("one", **hidden).move_to("two")
    assert client.get("/one/").status_code == 404
    assert client.get("/two/").status_code == 404


def test_former_slug_of_an_unpublished_page_is_not_found(client):
    make_page("one", is_published=False).move_to("two")
    assert client.get("/one/").status_code == 404


@pytest.mark.concurrent
@pytest.mark.django_db(transaction=True)
def test_slug_claimed_concurrently_goes_to_one_page():
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
