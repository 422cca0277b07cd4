"""The page of topics: categories and tags."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from selectolax.lexbor import LexborHTMLParser
from taggit.models import Tag

from accounts.roles import Role
from blog.models import Category
from blog.views.lists import POSTS_PER_PAGE
from media.models import Picture
from tests.admin_forms import form_data
from tests.factories import make_category, make_coach, make_picture, make_post, make_user

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


def test_topic_has_a_picture_and_an_introduction_for_readers(admin: Client, client: Client) -> None:
    core, picture = make_category("Core"), make_picture(60, 40, alternative_text="A plank")
    address = f"{TOPICS}{core.pk}/change/"
    typed = form_data(admin.get(address).text) | {
        "description": "A middle that <holds>.\n\nLess folding.",
        "picture-library": str(picture.pk),
    }
    assert admin.post(address, typed).status_code == 302
    make_post(categories=[core])
    page = LexborHTMLParser(client.get("/category/core/").text)
    assert [one.text() for one in page.css(".list-head__text p")] == ["A middle that <holds>.", "Less folding."]
    (shown,) = page.css(".list-head__picture img")
    assert (shown.attributes["alt"], shown.attributes["fetchpriority"]) == ("", "high")
    assert page.css_first('meta[name="description"]').attributes["content"] == "A middle that <holds>."
    assert page.css_first('meta[property="og:image"]').attributes["content"].endswith(picture.url)
    assert LexborHTMLParser(client.get("/").text).css_first(".front-topics p").text() == "A middle that <holds>."
    assert "on the page of the topic" in client.get(f"/admin/media/picture/{picture.pk}/change/").text


def test_picture_and_introduction_are_on_the_first_page_only(client: Client) -> None:
    core, coach = make_category("Core"), make_coach()
    Category.objects.filter(pk=core.pk).update(description="A middle.", picture=make_picture(60, 40))
    for _number in range(POSTS_PER_PAGE + 1):
        make_post(categories=[core], author=coach)
    page = LexborHTMLParser(client.get("/category/core/page/2/").text)
    assert page.css(".list-head__text, .list-head__picture") == []


def test_new_picture_of_a_topic_is_added_to_the_library(admin: Client) -> None:
    file = BytesIO()
    Image.new("RGB", (60, 40)).save(file, "PNG")
    upload = SimpleUploadedFile("plank.png", file.getvalue(), "image/png")
    assert admin.post(f"{TOPICS}add/", {"name": "Core", "picture": upload}).status_code == 302
    assert Category.objects.get().picture == Picture.objects.get()


def test_picture_of_a_topic_that_is_none_is_refused(admin: Client) -> None:
    upload = SimpleUploadedFile("plank.png", b"no picture", "image/png")
    page = admin.post(f"{TOPICS}add/", {"name": "Core", "picture": upload})
    assert page.status_code == 200
    assert not Category.objects.exists()
    assert not Picture.objects.exists()
