import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from blog.models import Address, Post
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
    """``send(address, …)`` sends the form of an article: the response, and the sentences beside the fields."""

    def post(address: str = ADD, **fields):
        draft = {"title": "Strong hips", "body": "<p>Lift.</p>", "author": coach.pk, "state": "draft"}
        response = client.post(address, {**draft, **fields})
        form = response.context["adminform"].form if response.status_code == 200 else None
        return response, form.errors if form else {}

    return post


def change(post: Post) -> str:
    return f"/admin/blog/post/{post.pk}/change/"


def jpeg() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (900, 600), "tomato").save(target, "JPEG")
    return target.getvalue()


def test_article_is_written_as_a_draft(client, send, coach):
    core = make_category()
    response, errors = send(categories=[core.pk], tags="hips, strength", excerpt="Why.")
    assert (response.status_code, errors) == (302, {})
    post = Post.objects.get()
    assert (post.slug, post.state, post.author) == ("strong-hips", "draft", coach)
    assert list(post.categories.all()) == [core]
    assert sorted(tag.name for tag in post.tags.all()) == ["hips", "strength"]
    assert client.get("/strong-hips/").status_code == 404


def test_published_without_a_date_is_published_now(client, send):
    send(state="published")
    assert Post.objects.get().is_public
    assert client.get("/strong-hips/").status_code == 200


def test_date_to_come_schedules(client, send):
    tomorrow = timezone.now() + timedelta(days=1)
    send(state="published", published_at_0=f"{tomorrow:%Y-%m-%d}", published_at_1="09:00:00")
    assert client.get("/strong-hips/").status_code == 404
    assert "scheduled for" in client.get(LIST).content.decode()


def test_own_address_wins_over_the_title(send):
    send(slug="hips-that-last")
    assert Post.objects.get().slug == "hips-that-last"


def test_address_of_any_script(send):
    send(title="Сильные бёдра")
    assert Post.objects.get().slug == "сильные-бёдра"


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("articles", "is an address of the site itself"),
        ("podcast", "is an address of the site itself"),
        ("taken", "is taken"),
        ("was-taken", "is taken"),
        ("two words", "valid"),
        ("a/b", "valid"),
        ("x" * 201, "at most 200 characters"),
    ],
)
def test_refused_address_is_told_beside_the_field(send, slug, sentence):
    make_page("was-taken").move_to("taken")
    response, errors = send(slug=slug)
    assert sentence in errors["slug"][0]
    assert b"Lift." in response.content, "what was written is still there"
    assert not Post.objects.exists()
    assert not Address.objects.filter(slug=slug).exclude(slug__in=["taken", "was-taken"]).exists()


def test_title_that_makes_no_address_is_told(send):
    _response, errors = send(title="!!!")
    assert errors["slug"]


def test_form_that_is_refused_claims_no_address(send):
    _response, errors = send(slug="free", state="nonsense")
    assert set(errors) == {"state"}
    assert not Address.objects.exists()


def test_new_address_takes_the_old_one_along(client, send, coach):
    post = make_post("one", author=coach)
    send(change(post), slug="two", state="published")
    assert client.get("/one/")["Location"] == "/two/"


def test_empty_address_of_an_article_that_has_one_is_made_anew(send, coach):
    post = make_post("one", author=coach)
    send(change(post), slug="", title="Calm knees")
    assert Post.objects.get().slug == "calm-knees"


def test_changed_words_change_the_date_of_the_update(send, coach):
    long_ago = timezone.now() - timedelta(days=90)
    post = make_post("one", title="Strong hips", body="<p>Lift.</p>", author=coach, updated_at=long_ago)
    send(change(post), slug="one", tags="hips")
    assert Post.objects.get().updated_at == long_ago
    send(change(post), slug="one", body="<p>Lift slowly.</p>")
    assert timezone.now() - Post.objects.get().updated_at < timedelta(minutes=1)


def test_uploaded_picture_is_kept_anew(send):
    send(hero=SimpleUploadedFile("squat.png", jpeg(), "image/png"), hero_alt="A squat")
    post = Post.objects.get()
    assert post.hero.name.endswith("squat.jpg")
    assert (post.hero_width, post.hero_height) == (900, 600)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (jpeg()[:500], "can't be read as a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "can't be read as a picture"),
        (b"", "empty"),
        (jpeg() + bytes(21 * 2**20), "may have 20"),
    ],
    ids=["truncated", "svg", "empty", "too-many-bytes"],
)
def test_refused_picture_is_told_and_leaves_nothing(send, data, sentence):
    _response, errors = send(hero=SimpleUploadedFile("squat.jpg", data, "image/jpeg"))
    assert sentence in errors["hero"][0]
    assert not Post.objects.exists()
    assert not default_storage.exists("articles")


def test_picture_can_be_taken_away(send, coach):
    post = make_post("one", author=coach)
    send(change(post), hero=SimpleUploadedFile("squat.jpg", jpeg(), "image/jpeg"))
    send(change(post), **{"hero-clear": "on"})
    assert not Post.objects.get().hero


@pytest.mark.parametrize("hidden", [{"state": "draft"}, {"published_at": timezone.now() + timedelta(days=1)}])
def test_preview_shows_what_readers_will_see_and_is_not_kept(client, coach, hidden):
    post = make_post(title="Not yet", author=coach, **hidden)
    html = client.get(change(post)).content.decode()
    address = f"/admin/blog/post/{post.pk}/preview/"
    assert address in html
    response = client.get(address)
    assert "Not yet" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_public_article_is_viewed_on_the_site(client, coach):
    post = make_post("strong-hips", author=coach)
    assert 'href="/strong-hips/"' in client.get(change(post)).content.decode()


def test_preview_is_for_staff(client):
    post = make_post(title="Not yet", state="draft")
    address = f"/admin/blog/post/{post.pk}/preview/"
    assert client.get(address).status_code == 302
    client.force_login(make_user())
    assert client.get(address).status_code == 302
    client.force_login(make_user(is_staff=True))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("state", ["draft", "published", "scheduled", "private"])
def test_filter_by_state(client, coach, state):
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


def test_deleting_many_frees_their_addresses(client, coach):
    posts = [make_post(slug, author=coach) for slug in ("one", "two")]
    posts[0].move_to("uno")
    data = {"action": "delete_selected", "_selected_action": [post.pk for post in posts], "post": "yes"}
    client.post(LIST, data)
    assert not Post.objects.exists()
    assert not Address.objects.exists()


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
