"""A writer changes nothing that readers see."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from taggit.models import Tag

from accounts.roles import Role
from blog.models import Post
from tests.factories import make_category, make_picture, make_post, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> Client:
    client = Client()
    client.force_login(make_user(is_staff=True, role=Role.WRITER))
    return client


@pytest.fixture
def coach() -> Client:
    client = Client()
    client.force_login(make_user(is_staff=True, role=Role.COACH))
    return client


def draft(**fields) -> Post:
    return make_post(state="draft", published_at=None, **fields)


def is_binned(post: Post) -> bool:
    post.refresh_from_db()
    return post.is_binned


def test_writer_puts_a_draft_into_the_bin_and_restores_it(writer):
    post = draft()
    writer.post(f"/admin/blog/post/{post.pk}/delete/")
    assert is_binned(post)
    writer.post("/admin/blog/post/bin/restore/", {"chosen": post.pk})
    assert not is_binned(post)


def test_writer_cannot_put_a_public_article_into_the_bin(writer):
    post = make_post()
    assert writer.post(f"/admin/blog/post/{post.pk}/delete/").status_code == 403
    assert not is_binned(post)


def test_writer_cannot_put_a_public_article_into_the_bin_from_the_list(writer):
    post = make_post()
    writer.post("/admin/blog/post/", {"action": "delete_selected", "_selected_action": [post.pk]})
    assert not is_binned(post)


def test_writer_cannot_restore_an_article_that_was_public(writer):
    post = make_post()
    post.put_into_bin()
    writer.post("/admin/blog/post/bin/restore/", {"chosen": post.pk})
    assert is_binned(post)


def test_writer_cannot_delete_for_good_what_was_public(writer):
    post = make_post()
    post.put_into_bin()
    assert writer.post(f"/admin/blog/post/{post.pk}/delete/", {"for_good": "1"}).status_code == 403


def test_bin_offers_a_writer_only_what_was_never_public(writer):
    public, own = make_post(title="Public"), draft(title="Own")
    for post in (public, own):
        post.put_into_bin()
    assert writer.get("/admin/blog/post/bin/").text.count(">Restore<") == 1


def test_desk_offers_a_writer_the_bin_for_drafts_alone(writer):
    pages = [writer.get(f"/admin/blog/post/{post.pk}/change/").text for post in (draft(), make_post())]
    assert ['data-address="bin"' in page for page in pages] == [True, False]


def test_coach_puts_a_public_article_into_the_bin(coach):
    post = make_post()
    coach.post(f"/admin/blog/post/{post.pk}/delete/")
    assert is_binned(post)


def test_writer_cannot_rename_a_topic(writer):
    category = make_category("Core")
    data = {"name": "Hips", "slug": "hips", "position": "0"}
    assert writer.post(f"/admin/blog/category/{category.pk}/change/", data).status_code == 403


def test_writer_cannot_rename_a_tag(writer):
    tag = Tag.objects.create(name="hips")
    assert writer.post(f"/admin/taggit/tag/{tag.pk}/change/", {"name": "x", "slug": "x"}).status_code == 403


def replace(client: Client, picture) -> int:
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(file, "JPEG")
    upload = SimpleUploadedFile("new.jpg", file.getvalue(), "image/jpeg")
    return client.post(f"/admin/media/picture/{picture.pk}/replace/", {"file": upload}).status_code


def test_writer_replaces_a_picture_that_nothing_public_shows(writer):
    picture = make_picture(60, 40)
    draft(cover=picture)
    assert replace(writer, picture) == 302


def test_writer_cannot_replace_a_public_picture(writer):
    picture = make_picture(60, 40)
    make_post(cover=picture)
    assert replace(writer, picture) == 403


def test_writer_cannot_describe_a_public_picture(writer):
    picture = make_picture(60, 40)
    make_post(cover=picture)
    response = writer.post(
        f"/admin/media/picture/{picture.pk}/details/", '{"alternative_text": "x"}', content_type="application/json"
    )
    assert response.status_code == 403


def test_coach_replaces_a_public_picture(coach):
    picture = make_picture(60, 40)
    make_post(cover=picture)
    assert replace(coach, picture) == 302
