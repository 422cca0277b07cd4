import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/nothing-stands-here/", "/admin/login/", "/feed/"])
def test_page_forbids_camera_and_embedding(client: Client, path: str) -> None:
    response = client.get(path)
    assert "camera=()" in response["Permissions-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_picture_may_be_shown_by_feed_readers(client: Client) -> None:
    default_storage.save("a.jpg", ContentFile(b"not looked at"))
    response = client.get("/media/a.jpg")
    assert b"".join(response.streaming_content)
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
