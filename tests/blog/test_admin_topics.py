"""The page of topics: categories and tags."""

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser
from taggit.models import Tag

from accounts.roles import Role
from blog.models import Category
from tests.admin_forms import form_data
from tests.factories import make_category, make_coach, make_post, make_user

pytestmark = pytest.mark.django_db

TOPICS = "/admin/blog/category/"
TAGS = "/admin/taggit/tag/"


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make_coach())
    return client


def texts(client: Client, selector: str, **parameters: str) -> list[str]:
    html = LexborHTMLParser(client.get(TOPICS, parameters).text)
    return [" ".join(one.text().split()) for one in html.css(selector)]


def test_topics_and_tags_are_on_one_page_with_their_articles(admin: Client) -> None:
    core = make_category("Core")
    make_category("Planks", parent=core)
    make_post(categories=[core], tags=["glutes"])
    make_post(categories=[core], tags=["glutes", "sleep"]).put_into_bin()
    assert texts(admin, ".list-row h2") == ["Core", "Planks"]
    assert texts(admin, ".list-row .list-notes span:first-child") == ["1 article", "0 articles"]
    assert texts(admin, ".tag-list li") == ["glutes 1 article", "sleep 0 articles"]


def test_search_finds_topics_and_tags(admin: Client) -> None:
    make_category("Core")
    make_category("Sleep")
    make_post(tags=["core strength", "glutes"])
    assert texts(admin, ".list-row h2", q="core") == ["Core"]
    assert texts(admin, ".tag-list a", q="core") == ["core strength"]


@pytest.mark.parametrize("words", ["\0", "%", "_", "'"])
def test_any_words_may_be_searched(admin: Client, words: str) -> None:
    assert admin.get(TOPICS, {"q": words}).status_code == 200


def test_list_of_tags_leads_to_that_page_unless_there_are_many(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    Tag.objects.create(name="glutes")
    Tag.objects.create(name="sleep")
    assert admin.get(TAGS)["Location"] == f"{TOPICS}#tags"
    monkeypatch.setattr("blog.admin.tags.MAX_TAGS", 1)
    monkeypatch.setattr("blog.admin.categories.MAX_TAGS", 1)
    assert admin.get(TAGS).status_code == 200
    assert texts(admin, ".tag-list a") == ["glutes"]
    assert f'<a href="{TAGS}">All 2 tags</a>' in admin.get(TOPICS).text


def test_helper_may_not_see_it(client: Client) -> None:
    client.force_login(make_user(is_staff=True, role="helper"))
    assert client.get(TOPICS).status_code == 403


def test_new_topic_needs_no_more_than_a_name(admin: Client) -> None:
    form = LexborHTMLParser(admin.get(TOPICS).text).css_first(".new-topic")
    fields = [field.attributes["name"] for field in form.css("input")]
    assert fields == ["csrfmiddlewaretoken", "name"]
    assert admin.post(form.attributes["action"], {"name": "Strong hips"})["Location"] == TOPICS
    assert Category.objects.get().get_absolute_url() == "/category/strong-hips/"


def test_name_that_is_taken_is_shown_with_all_fields(admin: Client) -> None:
    make_category("Core")
    page = admin.post(f"{TOPICS}add/", {"name": "Core"}).text
    assert "There is already a topic with this address here." in page
    assert form_data(page)["name"] == "Core"


def test_writer_reads_what_a_topic_says(client: Client) -> None:
    client.force_login(make_user(is_staff=True, role=Role.WRITER))
    core = make_category("Core")
    sleep = make_category("Sleep")
    Category.objects.filter(pk=sleep.pk).update(has_health_notice=True, health_notice="See a doctor.")
    shown = [client.get(f"{TOPICS}{topic.pk}/change/").text for topic in (core, sleep)]
    notices = [LexborHTMLParser(page).css_first(".field-shown_notice .readonly").text() for page in shown]
    assert notices == ["No", "See a doctor."]
