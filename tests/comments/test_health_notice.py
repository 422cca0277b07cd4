"""The health notice at the form below the articles of some categories."""

import pytest

from blog.models.category import HEALTH_NOTICE
from tests.factories import make_category, make_comment, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def pain():
    category = make_category("Pain Relief")
    category.has_health_notice = True
    category.save()
    return category


def test_notice_is_at_the_form_and_on_the_private_page(client, pain):
    comment = make_comment(make_post("backs", [pain]), state="held")
    for path in ("/backs/", comment.private_url):
        assert str(HEALTH_NOTICE) in client.get(path).text


def test_coach_can_write_the_notice(client, pain):
    pain.health_notice = "If it is <new>, see a doctor first."
    pain.save()
    make_post("backs", [make_category("Backs", parent=pain)])
    page = client.get("/backs/").text
    assert "If it is &lt;new&gt;, see a doctor first." in page
    assert str(HEALTH_NOTICE) not in page


def test_notice_of_the_nearest_category_is_shown(client, pain):
    backs = make_category("Backs", parent=pain)
    backs.has_health_notice, backs.health_notice = True, "Backs first."
    backs.save()
    make_post("backs", [pain, backs])
    assert "Backs first." in client.get("/backs/").text


def test_other_categories_show_no_notice(client, pain):
    make_post("abs", [make_category("Core")])
    assert str(HEALTH_NOTICE) not in client.get("/abs/").text


def test_notice_is_at_an_invalid_form(reader, pain):
    make_post("backs", [pain])
    assert str(HEALTH_NOTICE) in reader.post("/backs/comments/new/", {"text": "My back hurts."}).text
