"""The queries that each public page takes to build after a comment, and after an article has changed.

The tokens, which are read without Django's cursors, are not counted: two reads for each build.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Profile
from blog.models import Post
from comments.models import Comment
from comments.pages import COMMENTS_PER_PAGE
from search.filling import fill
from tests.factories import (
    default_questions,
    make_answer,
    make_category,
    make_comment,
    make_episode,
    make_many_comments,
    make_offer,
    make_page,
    make_picture,
    make_post,
    make_show,
)
from tests.pagecache.conftest import Reader, reader  # noqa: F401

MOST = 8

# By URL: after a comment on the article was approved, and after the article's text was changed.
QUERIES = {
    "/": (5, 7),
    "/hips/": (3, 7),
    "/hips/?replytocom=1000": (4, 8),
    "/long/": (3, 7),
    "/long/comment-page-1/": (4, 8),
    "/comments/1000/thread/": (8, 9),
    "/comments/1000/thread/page/2/": (8, 9),
    "/about/": (0, 4),
    "/articles/": (5, 6),
    "/category/blog/core/": (6, 7),
    "/category/blog/": (6, 7),
    "/tag/strong/": (5, 6),
    "/author/mara/": (6, 7),
    "/articles/archive/": (1, 3),
    "/2025/": (5, 6),
    "/2025/03/": (5, 6),
    "/apply/": (1, 2),
    "/apply/?offer=routine": (1, 4),
    "/sign-up/routine/": (1, 2),
    "/sign-up/routine/sent/": (1, 2),
    "/privacy/request/": (0, 1),
    "/comments/received/": (0, 1),
    "/feed/": (4, 5),
    "/category/blog/core/feed/": (5, 6),
    "/tag/strong/feed/": (6, 7),
    "/author/mara/feed/atom/": (5, 6),
    "/comments/feed/": (1, 2),
    "/hips/feed/": (1, 4),
    "/sitemap.xml": (0, 9),
    "/sitemap-posts.xml": (3, 4),
    "/robots.txt": (0, 1),
    "/podcast/": (1, 3),
    "/talk/": (2, 6),
    "/search/": (0, 2),
    "/search/?q=breathe+lift": (4, 6),
}


@pytest.fixture
def article() -> Post:
    """An article with 12 comments, and all else that a site has."""
    blog = make_category("Blog")
    core = make_category("Core", parent=blog)
    make_offer("talk", target="/apply/", is_site_wide=True)
    make_offer("routine", collects_sign_ups=True, target="", categories=[core])
    text = '<p>Breathe out.</p><figure data-block="offer" data-key="routine"></figure>'
    article = make_post("hips", categories=[core], tags=["strong"], cover=make_picture(), body=text)
    for slug in ("talk", "knees", "back", "long"):
        make_post(slug, author=article.author, categories=[core], tags=["strong"], cover=make_picture())
    make_show(picture=make_picture())
    make_episode(Post.objects.get(address__slug="talk"), chapters="0:00 Begin", transcript="Breathe.")
    make_post("old", author=article.author, cover=make_picture(), published_at=datetime(2025, 3, 2, tzinfo=UTC))
    Profile.objects.update(slug="mara", photo=make_picture())
    make_page("about")
    for number in range(8):
        comment = make_comment(article, created_at=timezone.now() - timedelta(days=2, hours=number))
        if number % 2:
            make_answer(comment)
    make_comment(article, kind=Comment.Kind.PINGBACK)
    make_many_comments(Post.objects.get(address__slug="long"), 60)
    root = make_comment(Post.objects.get(address__slug="back"), pk=1000)
    make_many_comments(root.post, COMMENTS_PER_PAGE + 100, thread=root)
    default_questions()
    fill()
    return article


@pytest.mark.sqlite
def test_queries_of_built_pages(reader: Reader, article: Post, subtests: pytest.Subtests) -> None:  # noqa: F811
    held = make_comment(article, state=Comment.State.HELD)

    def approve() -> None:
        Comment.objects.filter(pk=held.pk).update(state=Comment.State.APPROVED)

    def rewrite() -> None:
        Post.objects.filter(pk=article.pk).update(html=f"<p>Breathe in, {url}.</p>")

    for url, expected in QUERIES.items():
        with subtests.test(url):
            Comment.objects.filter(pk=held.pk).update(state=Comment.State.HELD)
            assert reader.get(url).status == 200
            after_comment, after_article = (queries_after(reader, url, change) for change in (approve, rewrite))
            assert (after_comment, after_article) == expected
            assert after_comment <= MOST


def queries_after(reader: Reader, url: str, change: Callable[[], None]) -> int:  # noqa: F811
    change()
    builds = reader.pages.builds
    with CaptureQueriesContext(connection) as captured:
        assert reader.get(url).status == 200
    assert reader.pages.builds == builds + 1
    return len(captured)
