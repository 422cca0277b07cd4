"""A link for somebody without an account."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from blog.models import GuestLink, Post
from blog.tasks import thin_versions
from tests.blog.desk.conftest import TEXT, tab_of
from tests.factories import make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(tab):
    tab.open()
    tab.send(**TEXT)
    return tab


def path_of(response) -> str:
    return urlsplit(response.json()["url"]).path


def test_guest_reads_what_is_written_now(draft):
    url = path_of(draft.post("share"))
    draft.send(body="<p>Newer words.</p>")
    page = Client().get(url)
    html = page.content.decode()
    assert "Newer words." in html
    assert "This is a draft." in html
    assert '<meta name="robots" content="noindex">' in html
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"]
    assert 'id="respond"' not in html, "nobody comments on a draft"


def test_guest_reads_the_working_copy_of_what_is_public(tab, coach):
    post = make_post("hips", author=coach)
    tab.open(post.pk)
    tab.send(body="<p>Not public yet.</p>")
    assert "Not public yet." in Client().get(path_of(tab.post("share"))).content.decode()


def test_page_has_a_link_too(coach):
    tab = tab_of(coach, "page").open()
    tab.send(**TEXT)
    html = Client().get(path_of(tab.post("share"))).content.decode()
    assert "This is a draft." in html
    assert '<meta name="robots" content="noindex">' in html


def test_link_is_marked_nowhere_on_the_public_article(tab, coach, client):
    make_post("hips", author=coach)
    html = client.get("/hips/").content.decode()
    assert "This is a draft." not in html
    assert "noindex" not in html


def test_link_ends_after_fourteen_days(draft, clock):
    url = path_of(draft.post("share"))
    clock(days=13)
    assert Client().get(url).status_code == 200
    clock(days=2)
    assert Client().get(url).status_code == 404
    thin_versions.call()
    assert not GuestLink.objects.exists()


def test_closed_link_shows_nothing(draft):
    url = path_of(draft.post("share"))
    assert draft.post("share_close").status_code == 200
    assert Client().get(url).status_code == 404
    assert path_of(draft.post("share")) != url
    assert Client().get(url).status_code == 404


def test_link_asked_for_again_is_the_same_one_for_longer(draft, clock):
    draft.post("share")
    clock(days=10)
    url = path_of(draft.post("share"))
    assert GuestLink.objects.count() == 1
    clock(days=10)
    assert Client().get(url).status_code == 200


@pytest.mark.parametrize("token", ["x", "1.abc.def", "\u202e"])
def test_forged_link_shows_nothing(draft, token):
    draft.post("share")
    assert Client().get(f"/guest/{token}/").status_code == 404


def test_link_to_what_is_in_the_bin_shows_nothing(draft):
    url = path_of(draft.post("share"))
    Post.objects.get().put_into_bin()
    assert Client().get(url).status_code == 404


def test_nobody_without_the_right_opens_a_link(draft, writer):
    draft.client.force_login(writer)
    assert draft.post("share").status_code == 200
    writer.role = "helper"
    writer.save()
    assert draft.post("share").status_code == 403
