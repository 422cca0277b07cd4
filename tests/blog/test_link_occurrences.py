"""The index of external links is correct, whoever saves a text."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.models import ExternalLink, LinkOccurrence, Post, SiteTexts
from tests.factories import make_page, make_post

pytestmark = pytest.mark.django_db

DEAD = "https://short.example/abc"


def places() -> dict[str, dict[str, int]]:
    """``{url: {title: times}}``"""
    found: dict[str, dict[str, int]] = {}
    for place in LinkOccurrence.objects.select_related("link"):
        found.setdefault(place.link.url, {})[place.title] = place.times
    return found


def test_links_of_drafts_articles_and_pages_are_indexed():
    make_post(title="A", body=f"<p><a href='{DEAD}'>x</a> <a href=https://Short.Example/abc>y</a></p>")
    make_post(title="B", body=f'<a href="{DEAD}">', state=Post.State.DRAFT, published_at=None)
    make_page(title="C", body=f'<a href="{DEAD}"></a><a href="http://testserver/about/">ours</a> <a href="/x/">')
    assert places() == {DEAD: {"A": 2, "B": 1, "C": 1}}
    link = ExternalLink.objects.in_use().with_counts().get()
    assert (link.host, link.times, link.entries) == ("short.example", 4, 3)


def test_links_of_introductions_are_indexed():
    SiteTexts(
        pk=1, apply_introduction=f'<a href="{DEAD}">x</a>', articles_introduction=f'<a href="{DEAD}">x</a>'
    ).save()
    assert places() == {DEAD: {"introduction: applying": 1, "introduction: articles": 1}}
    texts = SiteTexts.load()
    texts.articles_introduction = ""
    texts.save()
    assert places() == {DEAD: {"introduction: applying": 1}}


def test_index_is_updated_with_the_text():
    post = make_post(title="A", body=f'<a href="{DEAD}">x</a>')
    post.body = '<a href="https://other.example/">x</a>'
    post.save(update_fields=["title"])
    assert places() == {DEAD: {"A": 1}}
    post.save(update_fields=["body", "html"])
    assert places() == {"https://other.example/": {"A": 1}}
    assert [link.url for link in ExternalLink.objects.in_use()] == ["https://other.example/"]
    post.delete()
    assert places() == {}


def test_state_of_a_link_is_kept_without_occurrences():
    post = make_post(body=f'<a href="{DEAD}">x</a>')
    ExternalLink.objects.update(state=ExternalLink.State.DEAD)
    post.body = ""
    post.save()
    make_page(body=f'<a href="{DEAD}">x</a>')
    assert ExternalLink.objects.in_use().get().state == ExternalLink.State.DEAD


def test_saving_unchanged_links_costs_one_query():
    post = make_post(body=f'<a href="{DEAD}">x</a>')
    post.title = "Another"
    with CaptureQueriesContext(
        connection,
    ) as queries:
        post.save()
    assert len([query for query in queries if "externallink" in query["sql"]]) == 1
