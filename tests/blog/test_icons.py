import io

import pytest
from PIL import Image

from blog.models import SiteTexts
from tests.factories import make_picture

pytestmark = pytest.mark.django_db

SIZES = {"/icon-32.png": 32, "/apple-touch-icon.png": 180, "/icon-192.png": 192, "/icon-512.png": 512}


@pytest.mark.parametrize("url", SIZES)
def test_icon_is_a_square_of_the_picture(client, url):
    SiteTexts(pk=1, icon=make_picture(300, 200)).save()
    response = client.get(url)
    assert response["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(response.content)).size == (SIZES[url], SIZES[url])


def test_pages_name_icon_and_manifest(client):
    SiteTexts(pk=1, name="Strong", icon=make_picture(300, 300)).save()
    page = client.get("/").content.decode()
    assert all(f'href="{url}"' in page for url in ("/icon-32.png", "/apple-touch-icon.png", "/site.webmanifest"))
    manifest = client.get("/site.webmanifest")
    assert manifest["Content-Type"] == "application/manifest+json"
    assert manifest.json()["name"] == "Strong"
    assert [client.get(icon["src"]).status_code for icon in manifest.json()["icons"]] == [200, 200]


@pytest.mark.parametrize("url", [*SIZES, "/site.webmanifest"])
def test_without_a_picture_there_is_none(client, url):
    assert client.get(url).status_code == 404
    assert "/site.webmanifest" not in client.get("/").content.decode()


def test_other_sizes_are_not_made(client):
    SiteTexts(pk=1, icon=make_picture(300, 300)).save()
    assert client.get("/icon-33.png").status_code == 404


def test_picture_whose_file_is_gone_gives_the_usual_icon(client):
    picture = make_picture(300, 300)
    SiteTexts(pk=1, icon=picture).save()
    picture.file.storage.delete(picture.file.name)
    assert client.get("/icon-32.png")["Location"].endswith("favicon.svg")


@pytest.mark.folders
def test_picture_that_cannot_be_read_gives_the_usual_icon(client):
    picture = make_picture(300, 300)
    SiteTexts(pk=1, icon=picture).save()
    with picture.file.storage.open(picture.file.name, "wb") as file:
        file.write(b"no picture")
    assert client.get("/icon-32.png")["Location"].endswith("favicon.svg")
