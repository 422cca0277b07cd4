from functools import cache

import pytest

from tests.factories import make_answer, make_comment, make_many_comments, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return make_post("hips")


def location(client, comment) -> str:
    response = client.get(f"/comments/{comment.pk}/")
    assert response.status_code == 302
    return response["Location"]


def test_comment_is_below_its_article(client, post):
    answer = make_answer(make_comment(post))
    assert location(client, answer) == f"/hips/#comment-{answer.pk}"


def test_mention_is_below_its_article(client, post):
    ping = make_comment(post, kind="pingback")
    assert location(client, ping) == f"/hips/#comment-{ping.pk}"


def test_comment_is_on_the_page_of_its_thread(client, post):
    threads = make_many_comments(post, 120)
    for index, path in [(0, "/hips/comment-page-1/"), (50, "/hips/comment-page-2/"), (119, "/hips/")]:
        assert location(client, threads[index]) == f"{path}#comment-{threads[index].pk}"
        answer = make_comment(parent=threads[index])
        assert location(client, answer) == f"{path}#comment-{answer.pk}"


def test_comment_far_down_a_long_thread_is_on_the_threads_own_page(client, post):
    root = make_comment(post)
    answers = make_many_comments(post, 1100, thread=root, chain=True)
    for index, path in [
        (498, "/hips/"),
        (499, f"/comments/{root.pk}/thread/page/2/"),
        (998, f"/comments/{root.pk}/thread/page/3/"),
    ]:
        assert location(client, answers[index]) == f"{path}#comment-{answers[index].pk}"


def test_redirect_leads_to_the_page_that_has_the_comment(client, post):
    for root in make_many_comments(post, 3):
        make_many_comments(post, 250, thread=root)
    page = cache(lambda path: client.get(path).text)
    for comment in post.comments.all()[::40]:
        path, anchor = location(client, comment).split("#")
        assert f'id="{anchor}"' in page(path)


@pytest.mark.parametrize("state", ["held", "spam", "binned"])
def test_hidden_comment_is_not_found(client, post, state):
    hidden = make_comment(post, state=state)
    make_answer(hidden)
    assert client.get(f"/comments/{hidden.pk}/").status_code == 404


@pytest.mark.parametrize("state", ["draft", "private"])
def test_comment_on_a_hidden_article_is_not_found(client, post, state):
    comment = make_comment(post)
    post.state = state
    post.save()
    assert client.get(f"/comments/{comment.pk}/").status_code == 404


@pytest.mark.parametrize("number", ["0", "99999999999999999999"])
def test_unknown_comment_is_not_found(client, number):
    assert client.get(f"/comments/{number}/").status_code == 404
