"""What browsers and a CDN are told about keeping an answer: every answer says it."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from pytest_django import Settings

from tests.factories import make_comment, make_offer, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings: Settings) -> None:
    settings.PAGE_MAX_AGE = 300
    make_offer("talk", target="https://example.org/")
    make_comment(make_post("hips"))


@pytest.mark.parametrize("url", ["/", "/hips/", "/search/?q=hips", "/feed/", "/nothing/", "/sitemap.xml"])
def test_page_that_is_the_same_for_all_may_be_kept(client: Client, url: str) -> None:
    assert client.get(url)["Cache-Control"] == "public, max-age=300, must-revalidate"


@pytest.mark.parametrize(
    "url", ["/hips", "/hips/comments/new/", "/go/nothing/", "/media/nothing.jpg", "/files/nothing.pdf", "/favicon.ico"]
)
def test_redirect_or_missing_file_is_asked_for_each_time(client: Client, url: str) -> None:
    assert client.get(url)["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("url", ["/admin/", "/account/login/", "/go/talk/"])
def test_what_is_for_one_reader_or_counted_is_not_kept(client: Client, url: str) -> None:
    assert "no-store" in client.get(url)["Cache-Control"]


def test_answer_to_what_was_written_is_not_kept(client: Client) -> None:
    form = {"name": "Nadia", "email": "nadia@example.org", "text": "Thank you!"}
    answer = client.post("/hips/comments/new/", form, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer["Cache-Control"] == "no-cache"
    assert "no-store" in client.get(answer["Location"])["Cache-Control"]


def test_file_whose_name_is_never_used_twice_is_kept_for_long(client: Client) -> None:
    picture = default_storage.save("hips.jpg", ContentFile(b"picture"))
    answer = client.get(f"/media/{picture}")
    assert answer["Cache-Control"] == "public, max-age=2592000"
    answer.close()
