"""The tests' client serves kept pages, so that every test of a public page tests those too."""

import pytest
from django.test import Client

from tests.factories import make_comment, make_post


@pytest.mark.sqlite
@pytest.mark.django_db
def test_client_serves_a_kept_page_until_something_changes(client: Client) -> None:
    post = make_post("hips")
    first = client.get("/hips/")
    assert client.get("/hips/").content == first.content
    assert client.handler.kept_pages.builds == 1
    make_comment(post, text="New words.")
    assert "New words." in client.get("/hips/").content.decode()
    assert client.handler.kept_pages.builds == 2
