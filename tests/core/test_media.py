from pathlib import Path

import pytest
from django.conf import settings

pytestmark = [pytest.mark.django_db, pytest.mark.folders]


@pytest.fixture
def write_media_file(_own_files):
    def write(name, content=b"picture"):
        file = Path(settings.MEDIA_ROOT) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    return write


@pytest.mark.parametrize(("name", "content_type"), [("a/hips.avif", "image/avif"), ("hips.jpg", "image/jpeg")])
def test_picture_is_served_and_cacheable(client, write_media_file, name, content_type):
    write_media_file(name)
    response = client.get(f"/media/{name}")
    assert (response.status_code, b"".join(response)) == (200, b"picture")
    assert response["Content-Type"] == content_type
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "max-age=2592000" in response["Cache-Control"]
    assert not response.cookies


def test_unmodified_picture_is_not_sent_again(client, write_media_file):
    write_media_file("hips.jpg")
    first = client.get("/media/hips.jpg")
    first.close()
    again = client.get("/media/hips.jpg", headers={"if-modified-since": first["Last-Modified"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "script.js", "hips.jpg.html", "hips"])
def test_other_files_are_not_served(client, write_media_file, name):
    write_media_file(name, b"<script>alert(1)</script>")
    assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize("path", ["../secret.png", "%2e%2e/secret.png", "a/../../secret.png", "%00.png", "nothing.png"])
def test_files_outside_the_media_folder_are_not_served(client, write_media_file, path):
    write_media_file("../secret.png")
    assert client.get(f"/media/{path}").status_code in {400, 404}


@pytest.mark.parametrize("length", [251, 252, 300, 5000])
def test_too_long_name_is_not_found(client, write_media_file, length):
    write_media_file("hips.jpg")
    assert client.get(f"/media/{'a' * length}.jpg").status_code == 404
