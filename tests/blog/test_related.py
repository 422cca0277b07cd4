from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.related import related_posts
from tests.factories import make_category, make_coach, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def coach():
    return make_coach()


def days_ago(days: int) -> dict:
    return {"published_at": timezone.now() - timedelta(days=days)}


def test_article_that_shares_more_terms_comes_first(coach):
    hips, core = make_category("Hips"), make_category("Core")
    one = make_post(author=coach, categories=[hips], **days_ago(1))
    both = make_post(author=coach, categories=[hips, core], **days_ago(9))
    post = make_post(author=coach, categories=[hips, core])
    assert related_posts(post) == [both, one]


def test_rare_tag_outweighs_a_common_category(coach):
    blog = make_category("Blog")
    for _ in range(6):
        make_post(author=coach, categories=[blog], **days_ago(1))
    rare = make_post(author=coach, tags=["sacrum"], **days_ago(300))
    post = make_post(author=coach, categories=[blog], tags=["sacrum"])
    assert related_posts(post)[0] == rare


def test_equally_related_articles_are_newest_first(coach):
    core = make_category("Core")
    old, new, middle = (make_post(author=coach, categories=[core], **days_ago(days)) for days in (30, 1, 15))
    post = make_post(author=coach, categories=[core], **days_ago(40))
    assert related_posts(post, count=3) == [new, middle, old]


def test_newest_articles_are_shown_if_nothing_is_shared(coach):
    old, new = (make_post(author=coach, **days_ago(days)) for days in (30, 1))
    assert related_posts(make_post(author=coach)) == [new, old]


@pytest.mark.parametrize("hidden", [{"state": "draft"}, {"state": "private"}, days_ago(-1)])
def test_hidden_article_is_never_related(coach, hidden):
    core = make_category("Core")
    make_post(author=coach, categories=[core], **hidden)
    assert related_posts(make_post(author=coach, categories=[core])) == []


def test_article_is_not_related_to_itself(coach):
    post = make_post(author=coach, categories=[make_category("Core")], tags=["hips"])
    assert related_posts(post) == []


def test_related_takes_the_same_queries_for_any_number_of_articles(coach):
    core = make_category("Core")
    post = make_post(author=coach, categories=[core], tags=["hips"])
    related_posts(post)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            related_posts(post)
        return len(captured)

    for _ in range(3):
        make_post(author=coach, categories=[core], tags=["hips"])
    few = queries()
    for _ in range(40):
        make_post(author=coach, categories=[core], tags=["hips"])
    assert queries() == few
