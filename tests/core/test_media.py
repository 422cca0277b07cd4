from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(_own_files):
    def keep(name, content=b"picture"):
        file = Path(settings.MEDIA_ROOT) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    return keep


@pytest.mark.parametrize(("name", "content_type"), [("a/hips.avif", "image/avif"), ("hips.jpg", "image/jpeg")])
def test_picture_is_served_to_be_kept(client, kept, name, content_type):
    kept(name)
    response = client.get(f"/media/{name}")
    assert (response.status_code, b"".join(response)) == (200, b"picture")
    assert response["Content-Type"] == content_type
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "max-age=2592000" in response["Cache-Control"]
    assert not response.cookies


def test_picture_that_the_browser_has_is_not_sent_again(client, kept):
    kept("hips.jpg")
    first = client.get("/media/hips.jpg")
    first.close()
    again = client.get("/media/hips.jpg", headers={"if-modified-since": first["Last-Modified"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "script.js", "hips.jpg.html", "hips"])
def test_what_is_no_picture_is_not_served(client, kept, name):
    kept(name, b"<script>alert(1)</script>")
    assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize("path", ["../secret.png", "%2e%2e/secret.png", "a/../../secret.png", "%00.png", "nothing.png"])
def test_nothing_outside_the_media_folder_is_served(client, kept, path):
    kept("../secret.png")
    assert client.get(f"/media/{path}").status_code in {400, 404}
