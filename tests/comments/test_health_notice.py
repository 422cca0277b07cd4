"""When not to wait for an answer: said at the form, below the articles of some categories."""

import pytest

from blog.models.category import HEALTH_NOTICE
from comments.submission import private_url
from tests.factories import make_category, make_comment, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def pain():
    category = make_category("Pain Relief")
    category.has_health_notice = True
    category.save()
    return category


def test_every_reader_is_told_at_the_form_and_on_the_private_page(client, pain):
    comment = make_comment(make_post("backs", [pain]), state="held")
    for path in ("/backs/", private_url(comment)):
        assert str(HEALTH_NOTICE) in client.get(path).text


def test_coach_says_it_in_her_words(client, pain):
    pain.health_notice = "If it is <new>, see a doctor first."
    pain.save()
    make_post("backs", [make_category("Backs", parent=pain)])
    page = client.get("/backs/").text
    assert "If it is &lt;new&gt;, see a doctor first." in page
    assert str(HEALTH_NOTICE) not in page


def test_nearest_category_has_the_word(client, pain):
    backs = make_category("Backs", parent=pain)
    backs.has_health_notice, backs.health_notice = True, "Backs first."
    backs.save()
    make_post("backs", [pain, backs])
    assert "Backs first." in client.get("/backs/").text


def test_elsewhere_nothing_is_said(client, pain):
    make_post("abs", [make_category("Core")])
    assert str(HEALTH_NOTICE) not in client.get("/abs/").text


def test_it_is_said_while_something_is_wrong_with_the_form(reader, pain):
    make_post("backs", [pain])
    assert str(HEALTH_NOTICE) in reader.post("/backs/comments/new/", {"text": "My back hurts."}).text
