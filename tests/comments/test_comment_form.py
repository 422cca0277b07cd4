"""The empty form below an article."""

import pytest

from comments.models import ScreeningRules
from tests.factories import make_coach, make_comment, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return make_post("hips")


def page(client, path: str) -> str:
    return client.get(path).content.decode()


def test_form_begins_a_thread(client, post):
    html = page(client, "/hips/")
    assert 'action="/hips/comments/new/"' in html
    assert '<input type="hidden" name="parent" id="id_parent">' in html


def test_reply_form_works_without_a_script(client, post):
    comment = make_comment(post, name="Nadia S.")
    html = page(client, "/hips/")
    assert f'href="?replytocom={comment.pk}#respond"' in html
    html = page(client, f"/hips/?replytocom={comment.pk}")
    assert "Reply to Nadia S.</h" in html
    assert f'name="parent" value="{comment.pk}"' in html
    assert 'href="/hips/#respond"' in html


def test_reply_to_a_hidden_comment_is_ignored(client, post):
    comment = make_comment(post, state="held", name="Nadia S.")
    html = page(client, f"/hips/?replytocom={comment.pk}")
    assert "Nadia S." not in html
    assert '<input type="hidden" name="parent" id="id_parent">' in html


def test_reply_to_a_comment_of_another_article_is_ignored(client, post):
    comment = make_comment(make_post("other"), name="Nadia S.")
    assert "Nadia S." not in page(client, f"/hips/?replytocom={comment.pk}")


@pytest.mark.parametrize("number", ["-1", "one", "²", "99999999999999999999", "1" * 5000, "1%00"])
def test_reply_to_an_invalid_number_is_ignored(client, post, number):
    assert 'name="parent" id="id_parent"' in page(client, f"/hips/?replytocom={number}")


def test_closed_comments_keep_their_thread_and_lose_the_form(client, post):
    make_comment(post, text="Still here.")
    post.are_comments_open = False
    post.save()
    html = page(client, "/hips/")
    assert "Comments on this article are closed." in html
    assert "Still here." in html
    assert "<form" not in html[html.index('id="comments"') :]
    assert "replytocom" not in html


def test_comments_closed_by_age_have_no_form(client, post):
    ScreeningRules.objects.create(pk=1, close_after_days=3)
    make_comment(post)
    assert "replytocom" not in page(client, "/hips/")


def test_page_with_a_reply_form_is_not_indexed(client, post):
    comment = make_comment(post)
    html = page(client, f"/hips/?replytocom={comment.pk}")
    assert '<meta name="robots" content="noindex">' in html
    assert '<link rel="canonical" href="http://127.0.0.1:8000/hips/">' in html
    assert "noindex" not in page(client, "/hips/")


def test_form_names_akismet_if_it_is_used(direct_client, post, settings):
    assert "Akismet" not in page(direct_client, "/hips/")
    settings.AKISMET_API_KEY = "key"
    assert "Akismet" in page(direct_client, "/hips/")


def test_thread_is_the_same_bytes_for_everyone(client, post):
    comment = make_comment(post)
    for path in ("/hips/", f"/hips/?replytocom={comment.pk}"):
        before = client.get(path)
        client.force_login(make_coach())
        after = client.get(path)
        client.logout()
        assert before.content == after.content
        assert not after.cookies
        assert "Cookie" not in after.get("Vary", "")
