import io
import stat
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from accounts.models import Profile
from core.models import Upload
from core.tasks import purge_uploads
from core.uploads.contents import folder
from core.uploads.views import MAX_PART_BYTES, MAX_UNFINISHED
from tests.factories import make_coach, make_user

pytestmark = pytest.mark.django_db

UPLOADS = "/admin/uploads/"
PROFILE = "/admin/accounts/profile/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_coach())
    return client


@pytest.fixture
def picture() -> bytes:
    """A JPEG that needs more than one part."""
    file = io.BytesIO()
    Image.effect_noise((1200, 1000), 90).convert("RGB").save(file, "JPEG", quality=98)
    assert MAX_PART_BYTES < file.tell() < 4 * MAX_PART_BYTES
    return file.getvalue()


def announce(staff: Client, **fields: Any) -> HttpResponse:
    return staff.post(UPLOADS, {"kind": "picture", "name": "knee.jpg", "size": 10, **fields})


def send(staff: Client, url: str, part: bytes, offset: int) -> HttpResponse:
    headers = {"Upload-Offset": str(offset)}
    return staff.patch(url, part, content_type="application/offset+octet-stream", headers=headers)


def make_complete_upload(staff: Client, content: bytes, **fields: Any) -> str:
    """The token of a complete upload."""
    upload = announce(staff, size=len(content), **fields).json()
    for offset in range(0, len(content), upload["part"]):
        assert send(staff, upload["url"], content[offset : offset + upload["part"]], offset).status_code == 204
    return str(upload["token"])


def save_profile(staff: Client, **fields: str) -> HttpResponse:
    profile = Profile.objects.get()
    no_links = {f"links-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
    data = {
        "user": profile.user_id,
        "slug": profile.slug,
        "job_title": "Head coach",
        "biography": "",
        **no_links,
        **fields,
    }
    return staff.post(f"{PROFILE}{profile.pk}/change/", data)


def test_form_accepts_a_file_sent_in_parts(staff: Client, picture: bytes) -> None:
    token = make_complete_upload(staff, picture)
    assert save_profile(staff, **{"photo-upload": token}).status_code == 302
    photo = Profile.objects.get().photo
    assert (photo.width, photo.height) == (1200, 1000)


def test_file_is_kept_if_the_form_has_an_error(staff: Client, picture: bytes) -> None:
    token = make_complete_upload(staff, picture)
    html = save_profile(staff, slug="not a slug", **{"photo-upload": token}).content.decode()
    assert f'name="photo-upload" value="{token}"' in html
    assert "“knee.jpg” has arrived." in html


@pytest.mark.folders
def test_repeated_part_is_refused_with_the_current_offset(staff: Client) -> None:
    url = announce(staff).json()["url"]
    assert send(staff, url, b"12345", 0)["Upload-Offset"] == "5"
    again = send(staff, url, b"12345", 0)
    assert (again.status_code, again["Upload-Offset"]) == (409, "5")
    assert staff.head(url)["Upload-Offset"] == "5"
    assert send(staff, url, b"67890", 5)["Upload-Offset"] == "10"
    assert Upload.objects.get().content.path.read_bytes() == b"1234567890"


@pytest.mark.folders
def test_bytes_beyond_the_offset_are_overwritten(staff: Client) -> None:
    url = announce(staff).json()["url"]
    send(staff, url, b"12345", 0)
    upload = Upload.objects.get()
    upload.content.path.write_bytes(b"12345torn by a crash")
    send(staff, url, b"67890", 5)
    assert upload.content.path.read_bytes() == b"1234567890"


@pytest.mark.folders
def test_more_bytes_than_announced_are_refused(staff: Client) -> None:
    url = announce(staff).json()["url"]
    assert send(staff, url, b"12345678901", 0).status_code == 409
    assert Upload.objects.get().content.path.read_bytes() == b""


def test_large_part_is_refused(staff: Client) -> None:
    url = announce(staff, size=MAX_PART_BYTES + 1).json()["url"]
    assert send(staff, url, b"a" * (MAX_PART_BYTES + 1), 0).status_code == 400


@pytest.mark.parametrize("offset", ["", "-1", "x", "१"])
def test_invalid_offset_is_refused(staff: Client, offset: str) -> None:
    assert send(staff, announce(staff).json()["url"], b"12345", offset).status_code == 400  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"size": 21 * 2**20},
            "This file is 21.0\xa0MB. The limit is 20.0\xa0MB. Please make it smaller and try again.",
        ),
        ({"kind": "../picture"}, "The site does not take this kind of file."),
        ({"size": 0}, "This file is empty."),
    ],
)
def test_unacceptable_file_is_refused_with_a_message(staff: Client, fields: dict[str, Any], sentence: str) -> None:
    response = announce(staff, **fields)
    assert (response.status_code, response.json()) == (422, {"error": sentence})
    assert not Upload.objects.exists()


@pytest.mark.folders
@pytest.mark.parametrize(
    ("name", "stored_name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\knee.jpg", "knee.jpg"),
        (".htaccess", "htaccess"),
        ("..", "file"),
        ("a" * 300 + ".jpg", "a" * 80 + ".jpg"),
    ],
)
def test_file_name_is_made_safe(staff: Client, name: str, stored_name: str) -> None:
    announce(staff, name=name)
    upload = Upload.objects.get()
    assert upload.name == stored_name
    assert [path.name for path in folder().iterdir() if path.name == upload.token]


@pytest.mark.folders
def test_file_is_readable_by_the_site_alone(staff: Client) -> None:
    announce(staff)
    assert stat.S_IMODE(Upload.objects.get().content.path.stat().st_mode) == 0o600


def test_number_of_unfinished_uploads_is_limited(staff: Client) -> None:
    for _number in range(MAX_UNFINISHED):
        assert announce(staff).status_code == 201
    assert announce(staff).status_code == 429


@pytest.mark.parametrize("who", ["anonymous", "reader"])
def test_others_cannot_announce_uploads(client: Client, who: str) -> None:
    if who == "reader":
        client.force_login(make_user())
    assert announce(client).status_code == 403
    assert not Upload.objects.exists()


def test_upload_of_another_user_is_not_found(staff: Client) -> None:
    url = announce(staff).json()["url"]
    other = Client()
    other.force_login(make_coach(email="ines@example.org"))
    assert [response.status_code for response in (other.head(url), send(other, url, b"1", 0), other.delete(url))] == [
        404
    ] * 3
    assert Upload.objects.get().offset == 0


def test_other_sites_cannot_announce_uploads() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_coach())
    assert announce(client).status_code == 403


@pytest.mark.parametrize("token", ["", "../secret", "unknown", "\0"])
def test_form_ignores_an_invalid_token(staff: Client, token: str) -> None:
    assert save_profile(staff, **{"photo-upload": token}).status_code == 302
    assert not Profile.objects.get().photo


def test_form_refuses_an_unfinished_upload(staff: Client) -> None:
    token = announce(staff).json()["token"]
    save_profile(staff, **{"photo-upload": token})
    assert not Profile.objects.get().photo


def test_form_refuses_an_upload_of_another_kind(staff: Client, picture: bytes) -> None:
    token = make_complete_upload(staff, picture, kind="offer")
    save_profile(staff, **{"photo-upload": token})
    assert not Profile.objects.get().photo


def test_form_shows_the_error_of_the_file(staff: Client) -> None:
    token = make_complete_upload(staff, b"no picture")
    assert "can’t be read as a picture" in save_profile(staff, **{"photo-upload": token}).content.decode().replace(
        "&#x27;", "’"
    )


@pytest.mark.folders
def test_upload_can_be_cancelled(staff: Client) -> None:
    url = announce(staff).json()["url"]
    path = Upload.objects.get().content.path
    assert staff.delete(url).status_code == 204
    assert not path.exists()
    assert staff.head(url).status_code == 404


@pytest.mark.folders
def test_unfinished_upload_is_deleted_after_a_day(staff: Client, clock: Callable[..., None]) -> None:
    url = announce(staff).json()["url"]
    path = Upload.objects.get().content.path
    clock(hours=23)
    send(staff, url, b"1", 0)
    clock(hours=23)
    purge_uploads.call()
    assert path.exists()
    clock(hours=2)
    assert staff.head(url).status_code == 404
    purge_uploads.call()
    assert not Upload.objects.exists()
    assert not path.exists()


@pytest.mark.folders
def test_file_without_a_row_is_deleted_after_an_hour(staff: Client, clock: Callable[..., None]) -> None:
    announce(staff)
    upload = Upload.objects.get()
    upload.owner.delete()
    clock(hours=2)
    purge_uploads.call()
    assert not upload.content.path.exists()
