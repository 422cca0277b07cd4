"""Which blocks and which links within the site a text has is known, whoever saves it."""

from importlib import import_module

import pytest
from django.apps import apps

from blog import replacing
from blog.models import LinkPlace, OutsideLink, Page, Post, Reference, SiteTexts
from blog.tasks import read_links_again
from tests.factories import make_coach, make_page, make_post

pytestmark = pytest.mark.django_db

BLOCK = '<figure data-block="offer" data-key="{}"></figure>'
LINK = '<p><a href="{}">x</a></p>'


def references() -> dict[str, set[tuple[str, str]]]:
    """``{title: {(kind, key)}}``"""
    found: dict[str, set[tuple[str, str]]] = {}
    for reference in Reference.objects.all():
        found.setdefault(reference.title, set()).add((reference.kind, reference.key))
    return found


def test_blocks_and_links_of_every_kind_of_text_are_known():
    make_post(title="A", body=BLOCK.format("x") + BLOCK.format("x") + BLOCK.format("y"), state=Post.State.DRAFT)
    make_page(title="B", body=LINK.format("/go/x/?a=1#b") + LINK.format("http://testserver/go/y/"))
    SiteTexts(pk=1, apply_introduction=BLOCK.format("x"), articles_introduction=LINK.format("/go/x/")).save()
    assert references() == {
        "A": {("offer", "x"), ("offer", "y")},
        "B": {("link", "/go/x/"), ("link", "/go/y/")},
        "introduction: applying": {("offer", "x")},
        "introduction: articles": {("link", "/go/x/")},
    }


@pytest.mark.parametrize(
    "target",
    ["https://elsewhere.example/go/x/", "//go/x/", "go/x/", "mailto:a@example.org", f"/{'x' * 300}", "http://["],
)
def test_link_to_elsewhere_is_no_reference(target):
    make_post(body=LINK.format(target))
    assert references() == {}


def test_block_that_readers_do_not_see_is_none():
    make_post(body=f"<ul><li>{BLOCK.format('x')}</li></ul>")
    assert references() == {}


def test_index_follows_the_text():
    post = make_post(title="A", body=BLOCK.format("x"))
    post.body = BLOCK.format("y")
    post.save(update_fields=["title"])
    assert references() == {"A": {("offer", "x")}}
    post.save(update_fields=["body", "html"])
    assert references() == {"A": {("offer", "y")}}
    post.delete()
    assert references() == {}


def test_index_follows_a_replacement_its_undo_and_its_redo():
    make_page(title="A", body=LINK.format("https://short.example/abc"))
    SiteTexts(pk=1, apply_introduction=LINK.format("https://short.example/abc")).save()
    replacement = replacing.begin(OutsideLink.objects.get(), "/go/x/", "", by=make_coach())
    replaced = {"A": {("link", "/go/x/")}, "introduction: applying": {("link", "/go/x/")}}
    for undo, wanted in [(False, replaced), (True, {}), (False, replaced)]:
        replacing.turn_back(replacement, undo=undo)
        replacing.go_on(replacement)
        assert references() == wanted
        assert LinkPlace.objects.count() == (0 if wanted else 2)


def test_what_was_written_around_save_is_found_in_the_night(run_tasks):
    post = make_post(title="A")
    Post.objects.filter(pk=post.pk).update(body=BLOCK.format("x"), html=BLOCK.format("x"))
    read_links_again.enqueue()
    run_tasks()
    assert references() == {"A": {("offer", "x")}}


def test_migration_reads_what_is_there():
    make_post(title="A", body=BLOCK.format("x"))
    make_page(title="B", body=LINK.format("/go/x/"))
    SiteTexts(pk=1, articles_introduction=BLOCK.format("y") + 2 * LINK.format("https://short.example/abc")).save()
    before = references(), list(LinkPlace.objects.values_list("texts", "field", "link__address", "times"))
    Reference.objects.all().delete()
    LinkPlace.objects.all().delete()
    import_module("blog.migrations.0003_read_places").read_places(apps, None)
    assert (references(), list(LinkPlace.objects.values_list("texts", "field", "link__address", "times"))) == before
    assert before[1] == [(1, "articles_introduction", "https://short.example/abc", 2)]
    assert Page.objects.get().reference_set.exists()
