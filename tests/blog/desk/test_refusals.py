"""What the desk says about a text that can't be published, or an address that it can't have."""

import pytest

from blog.models import Address, Post
from tests.factories import make_page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("body", ["", "<p></p>", "<p>&nbsp;<br></p>", "<p>\u200b</p>"])
def test_text_with_nothing_to_see_is_not_published(tab, body):
    tab.open()
    response = tab.send(title="Hips", body=body)
    response = tab.send("publish")
    assert response.status_code == 422
    assert "There is no text yet." in response.json()["errors"]["body"]
    assert Post.objects.get().state == "draft"


@pytest.mark.parametrize("body", ['<p><img src="https://example.org/a.jpg" alt=""></p>', "<p>So.</p>"])
def test_picture_or_a_word_is_enough(tab, body):
    tab.open()
    tab.send(title="Hips", body=body)
    assert tab.send("publish").status_code == 200


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("articles", "is reserved for the site itself"),
        ("search", "is reserved for the site itself"),
        ("taken", "is taken"),
        ("was-taken", "is taken"),
        ("two words", "such as “two-words”"),
        ("a/b", "such as “a-b”"),
        ("x" * 201, "at most 200 characters"),
    ],
)
def test_refused_slug_is_said_and_claims_nothing(tab, slug, sentence):
    make_page("was-taken").move_to("taken")
    tab.open()
    answer = tab.send(title="Strong hips", body="<p>Lift.</p>", slug=slug).json()
    assert sentence in answer["errors"]["slug"]
    assert not Address.objects.filter(slug=slug).exclude(slug__in=["taken", "was-taken"]).exists()


@pytest.mark.parametrize(("title", "slug"), [("Сильные бёдра", "сильные-бёдра"), ("💪", "flexed-biceps")])
def test_slug_is_made_from_a_title_in_any_script(tab, title, slug):
    tab.open()
    tab.send(title=title, body="<p>Lift.</p>")
    assert tab.state["slug"] == slug
