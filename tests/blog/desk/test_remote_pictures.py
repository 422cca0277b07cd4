"""Pictures of other sites, which a task brings into the library for a text that was pasted."""

import io
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from accounts.roles import Role
from blog.models import RemotePicture
from media.models import Picture
from tests.conftest import RunTasks
from tests.external_server import ExternalServer, Page
from tests.factories import make_coach, make_user

pytestmark = pytest.mark.django_db

FETCH = "/admin/blog/pictures/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_coach())
    return client


def jpeg() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (640, 360), "teal").save(file, "JPEG")
    return file.getvalue()


def ask(client: Client, url: str, words: str = "") -> Any:
    return client.post(FETCH, {"url": url, "alternative_text": words}, content_type="application/json")


def fetched(client: Client, run_tasks: RunTasks, url: str) -> dict[str, Any]:
    """Ask for the picture, let the worker work, and return what the script is told then."""
    asked = ask(client, url)
    assert (asked.status_code, asked.json()["is_awaited"]) == (202, True)
    run_tasks()
    answer: dict[str, Any] = client.get(asked.json()["url"]).json()
    return answer


def test_picture_is_added_by_a_task(staff: Client, external_server: ExternalServer, run_tasks: RunTasks) -> None:
    external_server.pages["/pictures/squat.jpg"] = Page(content=jpeg())
    url = external_server.url("/pictures/squat.jpg")
    ask(staff, url, "A squat")
    assert not external_server.requests
    answer = fetched(staff, run_tasks, url)
    picture = Picture.objects.get()
    assert answer["picture"] == picture.pk
    assert not answer["is_awaited"]
    assert (picture.name, picture.alternative_text) == ("squat.jpg", "A squat")


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/", "http://[::1]/a", "http://x.invalid/ü.jpg"])
def test_address_that_is_not_public_is_refused(staff: Client, run_tasks: RunTasks, url: str) -> None:
    answer = fetched(staff, run_tasks, url)
    assert answer["picture"] is None
    assert "can’t be fetched" in answer["error"]


@pytest.mark.parametrize("url", ["", "nonsense", "file:///etc/passwd", f"https://example.org/{'x' * 2000}"])
def test_what_is_no_address_is_refused_at_once(staff: Client, url: str) -> None:
    assert ask(staff, url).status_code == 422
    assert not RemotePicture.objects.exists()


def test_page_of_another_site_is_refused(staff: Client, external_server: ExternalServer, run_tasks: RunTasks) -> None:
    external_server.pages["/page"] = Page(content=b"<html></html>")
    assert "can’t be read as a picture" in fetched(staff, run_tasks, external_server.url("/page"))["error"]


def test_large_file_is_refused(
    staff: Client, external_server: ExternalServer, run_tasks: RunTasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("blog.remote_pictures.MAX_BYTES", 100)
    external_server.pages["/squat.jpg"] = Page(content=jpeg())
    assert fetched(staff, run_tasks, external_server.url("/squat.jpg"))["error"]


def test_picture_is_asked_for_again_after_a_fault(
    staff: Client, external_server: ExternalServer, run_tasks: RunTasks
) -> None:
    url = external_server.url("/squat.jpg")
    assert fetched(staff, run_tasks, url)["error"]
    external_server.pages["/squat.jpg"] = Page(content=jpeg())
    assert fetched(staff, run_tasks, url)["picture"]


def test_picture_whose_worker_was_killed_is_fetched_by_another(
    staff: Client, external_server: ExternalServer, run_tasks: RunTasks, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*args: Any) -> None:
        raise SystemExit

    external_server.pages["/squat.jpg"] = Page(content=jpeg())
    ask(staff, external_server.url("/squat.jpg"))
    from blog import remote_pictures
    from core.outbound import downloads

    with monkeypatch.context() as patched:
        patched.setattr(downloads, "download", killed)
        with pytest.raises(SystemExit):
            remote_pictures.fetch_due()
    remote_pictures.fetch_due()
    assert not Picture.objects.exists()
    clock(minutes=3)
    remote_pictures.fetch_due()
    assert Picture.objects.exists()


def test_those_who_may_not_add_pictures_may_not_ask(client: Client) -> None:
    client.force_login(make_user(is_staff=True))
    assert ask(client, "https://example.org/a.jpg").status_code == 403


def test_writers_may_ask(client: Client) -> None:
    client.force_login(make_user(is_staff=True, role=Role.WRITER))
    assert ask(client, "https://example.org/a.jpg").status_code == 202
