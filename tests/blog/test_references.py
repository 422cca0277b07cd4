"""The index of blocks and of links within the site is correct, whoever saves a text."""

import pytest

from blog import link_replacement
from blog.models import ExternalLink, LinkOccurrence, Post, Reference, SiteTexts
from blog.tasks import reindex_links
from core.html import block_marker
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


def test_blocks_and_links_of_every_kind_of_text_are_indexed():
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
def test_external_link_is_no_reference(target):
    make_post(body=LINK.format(target))
    assert references() == {}


def test_block_that_is_not_rendered_is_no_reference():
    make_post(body=f"<ul><li>{BLOCK.format('x')}</li></ul>")
    assert references() == {}


def test_index_is_updated_with_the_text():
    post = make_post(title="A", body=BLOCK.format("x"))
    post.body = BLOCK.format("y")
    post.save(update_fields=["title"])
    assert references() == {"A": {("offer", "x")}}
    post.save(update_fields=["body", "html"])
    assert references() == {"A": {("offer", "y")}}
    post.delete()
    assert references() == {}


def test_index_is_updated_by_a_replacement_and_its_undo():
    make_page(title="A", body=LINK.format("https://short.example/abc"))
    SiteTexts(pk=1, apply_introduction=LINK.format("https://short.example/abc")).save()
    replacement = link_replacement.start(ExternalLink.objects.get(), "/go/x/", "", by=make_coach())
    replaced = {"A": {("link", "/go/x/")}, "introduction: applying": {("link", "/go/x/")}}
    link_replacement.continue_replacement(replacement)
    assert references() == replaced
    assert LinkOccurrence.objects.count() == 0
    link_replacement.undo(replacement)
    link_replacement.continue_replacement(replacement)
    assert references() == {}
    assert LinkOccurrence.objects.count() == 2


def test_task_indexes_a_text_changed_without_save(run_tasks):
    post = make_post(title="A")
    Post.objects.filter(pk=post.pk).update(body=BLOCK.format("x"), html=BLOCK.format("x"))
    reindex_links.enqueue()
    run_tasks()
    assert references() == {"A": {("offer", "x")}}


def test_pictures_that_blocks_show_are_indexed():
    blocks = [("picture", "12-wide"), ("gallery", "3-4"), ("video", "youtube-dQw4w9WgXcQ-p7"), ("video", "vimeo-8")]
    make_post(title="A", body="".join(block_marker(kind, key, "Words") for kind, key in blocks))
    shown = {("shown", pk) for pk in ("12", "3", "4", "7")}
    assert references() == {"A": {*blocks, *shown}}
