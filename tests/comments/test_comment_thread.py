import re

import pytest

from tests.factories import make_comment, make_many_comments, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    """The first comment of a thread with 1,000 answers."""
    root = make_comment(make_post("hips"), name="Nadia S.")
    make_many_comments(root.post, 1000, thread=root, chain=True)
    return root


def anchors(response) -> list[int]:
    return [int(pk) for pk in re.findall(r'id="comment-(\d+)"', response.content.decode())]


def test_each_answer_is_on_exactly_one_page(client, root):
    path = f"/comments/{root.pk}/thread/"
    pages = [anchors(client.get(url)) for url in (path, f"{path}page/2/", f"{path}page/3/")]
    assert [len(page) for page in pages] == [500, 500, 3]
    assert all(page[0] == root.pk for page in pages)
    assert sorted(pk for page in pages for pk in page[1:]) == list(range(root.pk + 1, root.pk + 1001))


def test_answer_names_its_parents_author_on_the_page_before(client, root):
    html = client.get(f"/comments/{root.pk}/thread/page/2/").content.decode()
    assert f'in reply to <a href="/comments/{root.pk + 499}/">' in html


def test_first_page_redirects_to_the_thread(client, root):
    response = client.get(f"/comments/{root.pk}/thread/page/1/")
    assert (response.status_code, response["Location"]) == (301, f"/comments/{root.pk}/thread/")


def test_page_past_the_last_is_not_found(client, root):
    assert client.get(f"/comments/{root.pk}/thread/page/4/").status_code == 404


def test_short_thread_redirects_to_the_article(client):
    root = make_comment(make_post("short"))
    make_comment(parent=root)
    response = client.get(f"/comments/{root.pk}/thread/")
    assert (response.status_code, response["Location"]) == (302, f"/short/#comment-{root.pk}")


def test_answer_has_no_thread_page(client, root):
    assert client.get(f"/comments/{root.pk + 1}/thread/").status_code == 404


def test_thread_of_a_draft_is_not_found(client, root):
    root.post.state = "draft"
    root.post.save()
    assert client.get(f"/comments/{root.pk}/thread/").status_code == 404


def test_form_replies_to_the_root_comment(client, root):
    html = client.get(f"/comments/{root.pk}/thread/").content.decode()
    assert "Reply to Nadia S.</h" in html
    assert f'name="parent" value="{root.pk}"' in html


def test_hidden_root_comment_is_not_named(client, root):
    root.decide("binned", decider="person", person=root.post.author)
    html = client.get(f"/comments/{root.pk}/thread/").content.decode()
    assert "This comment is not shown." in html
    assert "Nadia" not in html
