"""A page of comments takes the same queries with ten comments as with ten thousand."""

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from comments.models import Comment
from core.tasks import update_statistics
from pagecache import triggers
from search.public_columns import ANSWERS
from tests.factories import make_answer, make_comment, make_many_comments, make_post
from tests.performance.plans import plan_of, whole_tables

pytestmark = pytest.mark.django_db


def queries(direct_client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert direct_client.get(path).status_code in (200, 302)
    return len(captured)


def test_article_with_many_threads_takes_the_same_queries(direct_client):
    few, many = make_post("few"), make_post("many")
    for post, count in ((few, 8), (many, 9_996)):
        make_answer(make_comment(post, state="binned"))
        make_answer(make_comment(post))
        make_many_comments(post, count)
        post.comments.filter(thread=None).update(author=post.author)
    assert queries(direct_client, "/few/") == queries(direct_client, "/many/")


def test_older_page_of_threads_takes_the_same_queries(direct_client):
    for slug, count in (("few", 60), ("many", 10_000)):
        make_many_comments(make_post(slug), count)
    assert queries(direct_client, "/few/comment-page-1/") == queries(direct_client, "/many/comment-page-1/")


def test_article_with_one_long_thread_takes_the_same_queries(direct_client):
    """Where one page has room for all comments, they come with one query less."""
    for slug, count in (("few", 9), ("more", 700), ("many", 9_999)):
        root = make_comment(make_post(slug))
        make_answer(root)
        make_many_comments(root.post, count, thread=root, chain=True)
        root.post.comments.filter(thread=root).update(author=root.post.author)
    few, more, many = (queries(direct_client, path) for path in ("/few/", "/more/", "/many/"))
    assert few < more == many


def test_page_of_a_long_thread_takes_the_same_queries(direct_client):
    """A thread gets its own page from 500 answers on."""
    paths = []
    for count in (500, 9_999):
        root = make_comment(make_post())
        make_answer(root)
        make_many_comments(root.post, count, thread=root, chain=True)
        root.post.comments.filter(thread=root).update(author=root.post.author)
        paths.append(f"/comments/{root.pk}/thread/")
    assert (
        queries(direct_client, paths[0])
        == queries(direct_client, paths[1])
        == queries(direct_client, f"{paths[1]}page/7/")
    )


def test_redirect_to_a_comment_takes_the_same_queries(direct_client):
    last = []
    for count in (9, 9_999):
        root = make_comment(make_post())
        last.append(make_many_comments(root.post, count, thread=root).last())
    assert queries(direct_client, f"/comments/{last[0].pk}/") == queries(direct_client, f"/comments/{last[1].pk}/")


@pytest.mark.django_db(transaction=True)
def test_comment_takes_one_transaction_of_few_statements(client):
    """Each is a round trip to PostgreSQL, and on SQLite all other writers wait for the transaction."""
    if not triggers.are_in_place():
        triggers.make_triggers()
    make_post("hips")
    client.get("/hips/")
    statements: list[str] = []
    for number in range(2):
        with CaptureQueriesContext(connection) as captured:
            form = {"name": "Nadia", "email": f"nadia{number}@example.org", "text": f"How many sets? {number}"}
            sent = {"headers": {"Sec-Fetch-Site": "same-origin"}, "REMOTE_ADDR": f"10.0.0.{number}"}
            assert client.post("/hips/comments/new/", form, **sent).status_code == 303
        statements = [query["sql"].split()[0] for query in captured.captured_queries]
    assert statements.count("COMMIT") == 1
    assert statements.index("BEGIN") == 1
    assert len(statements) <= 10


def test_screening_finds_earlier_comments_of_the_reader_by_an_index():
    make_many_comments(make_post(), 1000)
    Comment.objects.update(email=F("name"))
    update_statistics.call()
    with CaptureQueriesContext(connection) as captured:
        assert not Comment.objects.by_reader("Ana", "Ana@example.org").approved().exists()
    assert not whole_tables(plan_of(captured[0]["sql"]), {Comment._meta.db_table})


def test_triggers_find_the_answers_to_a_comment_by_an_index_of_answers_alone():
    """Else a change of many comments takes as long as their number squared."""
    make_many_comments(make_post(), 1000)
    update_statistics.call()
    assert "comment_answers" in plan_of(f"SELECT id {ANSWERS.replace('{row}.id', '1')}")
