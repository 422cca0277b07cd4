"""What readers wrote below pages, where there are no comments here, is kept for staff."""

import pytest

from comments.models import Comment
from privacy.person import Person
from tests.factories import make_coach
from tests.wordpress.wxr import comment, item
from wordpress.models import UnplacedComment
from wordpress.unplaced import UnplacedComments

pytestmark = pytest.mark.django_db

LIST = "/admin/wordpress/unplacedcomment/"


def about(*comments: str, **fields: object) -> str:
    return item(5, "about", "".join(comments), kind="page", **fields)


def test_comments_below_a_page_are_kept_once_and_shown_to_the_coach(run, client):
    report = run(about(comment(1, text="Your story helped me."), comment(2, approved="0")))
    run(about(comment(1, text="Your story helped me."), comment(2, approved="0")))
    row = UnplacedComment.objects.get(wordpress_id="5 1")
    assert (row.name, row.email, row.place) == ("Reader 1", "reader1@example.org", "About")
    assert UnplacedComment.objects.count() == 2
    assert not Comment.objects.exists()
    assert any(LIST in line for line in report)
    client.force_login(make_coach())
    assert "Your story helped me." in client.get(LIST).content.decode()
    assert "reader1@example.org" in client.get(f"{LIST}{row.pk}/change/").content.decode()


@pytest.mark.parametrize("fields", [{"approved": "spam"}, {"approved": "trash"}, {"kind": "order_note"}])
def test_what_nobody_would_miss_is_not_kept(run, fields):
    run(about(comment(1, **fields)))
    assert not UnplacedComment.objects.exists()


def test_comments_below_an_item_that_is_left_out_are_kept(run):
    run(item(5, "mat", comment(1), kind="product"))
    assert UnplacedComment.objects.get().place == "Mat"


def test_coach_deletes_one(run, client):
    run(about(comment(1)))
    client.force_login(make_coach())
    client.post(f"{LIST}{UnplacedComment.objects.get().pk}/delete/", {"post": "yes"})
    assert not UnplacedComment.objects.exists()


def test_they_are_erased_with_their_person(run):
    run(about(comment(1), comment(2)))
    assert UnplacedComments().erase(Person("reader1@example.org")) == 1
    assert UnplacedComment.objects.get().email == "reader2@example.org"
