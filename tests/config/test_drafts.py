"""The server tells a form of the admin which draft it has saved."""

import pytest
from django.test import Client
from taggit.models import Tag

from tests.factories import make_coach

pytestmark = pytest.mark.django_db

NAME = "m9x2k1abcdef"


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_coach())
    return client


def add(staff: Client, **fields: str) -> list[str]:
    """The drafts that the response names as saved."""
    response = staff.post("/admin/taggit/tag/add/", {"name": "Hips", "slug": "hips", **fields})
    return [name for name in response.cookies if name.startswith("draft-saved-")]


def test_saved_form_names_its_draft(staff: Client) -> None:
    assert add(staff, draft_name=NAME) == [f"draft-saved-{NAME}"]
    assert Tag.objects.exists()


def test_invalid_form_names_no_draft(staff: Client) -> None:
    assert add(staff, draft_name=NAME, name="") == []
    assert not Tag.objects.exists()


def test_form_of_a_deleted_row_names_no_draft(staff: Client) -> None:
    response = staff.post("/admin/blog/category/999/change/", {"name": "Hips", "draft_name": NAME})
    assert response.status_code == 302
    assert not [name for name in response.cookies if name.startswith("draft-saved-")]
    assert "is gone" in staff.get("/admin/").text


def test_form_without_a_session_names_no_draft() -> None:
    assert add(Client(), draft_name=NAME) == []


@pytest.mark.parametrize("name", ["", "a;b=c", "x" * 41, "ABCDEFGHIJ"])
def test_invalid_draft_name_sets_no_cookie(staff: Client, name: str) -> None:
    assert add(staff, draft_name=name) == []


def test_page_about_the_signed_in_user_is_not_cached(staff: Client) -> None:
    response = staff.get("/admin/signed-in/")
    assert "no-store" in response["Cache-Control"]
    assert 'data-signed-in="' in response.text
    assert "/admin/login/" in Client().get("/admin/signed-in/")["Location"]
