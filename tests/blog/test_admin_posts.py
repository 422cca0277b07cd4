import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from accounts.models import User
from blog.models import Address, Post
from media.models import Picture
from tests.factories import make_category, make_coach, make_page, make_post, make_user

pytestmark = pytest.mark.django_db

ADD = "/admin/blog/post/add/"
LIST = "/admin/blog/post/"


@pytest.fixture
def coach(client):
    coach = make_coach()
    client.force_login(coach)
    return coach


@pytest.fixture
def send(client, coach):
    """``send(url, …)`` sends the form of an article: the response, and the sentences beside the fields."""

    def post(url: str = ADD, **fields):
        draft = {"title": "Strong hips", "body": "<p>Lift.</p>", "author": coach.pk, "state": "draft"}
        response = client.post(url, {**draft, **fields})
        form = response.context["adminform"].form if response.status_code == 200 else None
        return response, form.errors if form else {}

    return post


def change(post: Post) -> str:
    return f"/admin/blog/post/{post.pk}/change/"


def jpeg() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (900, 600), "tomato").save(target, "JPEG")
    return target.getvalue()


def test_new_article_is_saved_as_a_draft(client, send, coach):
    core = make_category()
    response, errors = send(categories=[core.pk], tags="hips, strength", excerpt="Why.")
    assert (response.status_code, errors) == (302, {})
    post = Post.objects.get()
    assert (post.slug, post.state, post.author) == ("strong-hips", "draft", coach)
    assert list(post.categories.all()) == [core]
    assert sorted(tag.name for tag in post.tags.all()) == ["hips", "strength"]
    assert client.get("/strong-hips/").status_code == 404


def test_publishing_without_a_date_sets_the_current_time(client, send):
    send(state="published")
    assert Post.objects.get().is_public
    assert client.get("/strong-hips/").status_code == 200


def test_future_date_schedules_the_article(client, send):
    tomorrow = timezone.now() + timedelta(days=1)
    send(state="published", published_at_0=f"{tomorrow:%Y-%m-%d}", published_at_1="09:00:00")
    assert client.get("/strong-hips/").status_code == 404
    assert "Goes out" in client.get(LIST).content.decode()


def test_entered_slug_is_kept_instead_of_one_from_the_title(send):
    send(slug="hips-that-last")
    assert Post.objects.get().slug == "hips-that-last"


def test_slug_in_any_script_is_saved(send):
    send(title="Сильные бёдра")
    assert Post.objects.get().slug == "сильные-бёдра"


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
def test_refused_slug_is_an_error_of_its_field(send, slug, sentence):
    make_page("was-taken").move_to("taken")
    response, errors = send(slug=slug)
    assert sentence in errors["slug"][0]
    assert b"Lift." in response.content, "what was written is still there"
    assert not Post.objects.exists()
    assert not Address.objects.filter(slug=slug).exclude(slug__in=["taken", "was-taken"]).exists()


def test_title_without_a_letter_gets_a_slug(send):
    _response, errors = send(title="!")
    assert "slug" not in errors


def test_invalid_form_claims_no_slug(send):
    _response, errors = send(slug="free", state="nonsense")
    assert set(errors) == {"state"}
    assert not Address.objects.exists()


def test_former_slug_redirects_to_the_new_one(client, send, coach):
    post = make_post("one", author=coach)
    send(change(post), slug="two", state="published")
    assert client.get("/one/")["Location"] == "/two/"


def test_cleared_slug_is_generated_again(send, coach):
    post = make_post("one", author=coach)
    send(change(post), slug="", title="Calm knees")
    assert Post.objects.get().slug == "calm-knees"


def test_changing_the_text_changes_the_update_date(send, coach):
    long_ago = timezone.now() - timedelta(days=90)
    post = make_post("one", title="Strong hips", body="<p>Lift.</p>", author=coach, updated_at=long_ago)
    send(change(post), slug="one", tags="hips")
    assert Post.objects.get().updated_at == long_ago
    send(change(post), slug="one", body="<p>Lift slowly.</p>")
    assert timezone.now() - Post.objects.get().updated_at < timedelta(minutes=1)


def test_uploaded_picture_is_stored_encoded_again(send):
    send(hero=SimpleUploadedFile("squat.png", jpeg(), "image/png"), hero_alt="A squat")
    picture = Post.objects.get().hero
    assert picture.file.name.endswith("squat.jpg")
    assert (picture.width, picture.height, picture.alternative_text) == (900, 600, "A squat")
    assert picture.added_by == User.objects.get()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (jpeg()[:500], "can't be read as a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "can't be read as a picture"),
        (b"", "empty"),
        (jpeg() + bytes(21 * 2**20), "limit for a picture is 20 MB"),
    ],
    ids=["truncated", "svg", "empty", "too-many-bytes"],
)
def test_refused_picture_is_an_error_and_stores_nothing(send, data, sentence):
    _response, errors = send(hero=SimpleUploadedFile("squat.jpg", data, "image/jpeg"))
    assert sentence in errors["hero"][0]
    assert not Post.objects.exists()
    assert not default_storage.exists("pictures")
    assert not Picture.objects.exists()


def test_picture_can_be_removed(send, coach):
    post = make_post("one", author=coach)
    send(change(post), hero=SimpleUploadedFile("squat.jpg", jpeg(), "image/jpeg"))
    send(change(post), **{"hero-clear": "on", "hero_alt": "A squat"})
    assert not Post.objects.get().hero
    assert Picture.objects.exists()


@pytest.mark.parametrize("hidden", [{"state": "draft"}, {"published_at": timezone.now() + timedelta(days=1)}])
def test_preview_shows_a_hidden_article_and_is_not_cached(client, coach, hidden):
    post = make_post(title="Not yet", author=coach, **hidden)
    html = client.get(change(post)).content.decode()
    url = f"/admin/blog/post/{post.pk}/preview/"
    assert url in html
    response = client.get(url)
    assert "Not yet" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_view_on_site_leads_to_the_public_article(client, coach):
    post = make_post("strong-hips", author=coach)
    assert 'href="/strong-hips/"' in client.get(change(post)).content.decode()


def test_preview_needs_permission(client):
    post = make_post(title="Not yet", state="draft")
    url = f"/admin/blog/post/{post.pk}/preview/"
    assert client.get(url).status_code == 302
    client.force_login(make_user())
    assert client.get(url).status_code == 302
    client.force_login(make_user(is_staff=True))
    assert client.get(url).status_code == 403


@pytest.mark.parametrize("state", ["draft", "published", "scheduled", "private"])
def test_list_is_filtered_by_state(client, coach, state):
    soon = timezone.now() + timedelta(days=1)
    for name, fields in {
        "draft": {"state": "draft"},
        "published": {},
        "scheduled": {"published_at": soon},
        "private": {"state": "private"},
    }.items():
        make_post(title=f"One that is {name}.", author=coach, **fields)
    shown = client.get(LIST, {"state": state}).context["cl"].result_list
    assert [post.title for post in shown] == [f"One that is {state}."]


def test_list_takes_the_same_queries_for_any_number_of_articles(client, coach):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        return len(captured)

    for _ in range(3):
        make_post(author=coach)
    queries()
    few = queries()
    for _ in range(20):
        make_post(author=coach)
    assert queries() == few
