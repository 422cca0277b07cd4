"""Acts on several pictures or files of the library: labels, with their undo, and deletion."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from accounts.roles import Role
from media.models import Document, Label, Picture
from tests.factories import make_coach, make_document, make_offer, make_picture, make_post, make_user

pytestmark = pytest.mark.django_db

PICTURES, FILES = "/admin/media/picture/", "/admin/media/document/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_coach())
    return client


def act(client: Client, url: str, action: str, *items: Any, **data: str) -> str:
    """Press the button of an action, and return the page that follows."""
    chosen = {"index": "0", "action": action, "_selected_action": [item.pk for item in items], **data}
    return client.post(url, chosen, follow=True).text


def undo(client: Client, url: str, page: str) -> None:
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'form="undo" name="(\w+)" value="([^"]+)"', page):
        fields.setdefault(name, []).append(value)
    client.post(f"{url}undo/", fields)


def labels(item: Picture | Document) -> list[str]:
    return [label.name for label in item.labels.all()]


def test_label_is_put_on_pictures_and_undone_where_it_was_not_before(staff: Client) -> None:
    gym, new = make_picture(60, 40), make_picture(60, 41)
    gym.labels.set(Label.objects.named(["Gym"]))
    page = act(staff, PICTURES, "put_label_on", gym, new, label="  gym ")
    assert (labels(gym), labels(new)) == (["Gym"], ["Gym"])
    undo(staff, PICTURES, page)
    assert (labels(gym), labels(new)) == (["Gym"], [])


def test_label_is_taken_off_files_and_put_back(staff: Client) -> None:
    file = make_document()
    file.labels.set(Label.objects.named(["Plans"]))
    page = act(staff, FILES, "take_label_off", file, label="plans")
    assert labels(file) == []
    assert not Label.objects.exists()
    undo(staff, FILES, page)
    assert labels(file) == ["plans"]


@pytest.mark.parametrize("label", ["", "   "])
def test_what_is_no_label_changes_nothing(staff: Client, label: str) -> None:
    picture = make_picture(60, 40)
    act(staff, PICTURES, "put_label_on", picture, label=label)
    staff.post(f"{PICTURES}undo/", {"taken_off": picture.pk, "label": label})
    assert labels(picture) == []


def test_unused_ones_are_deleted_after_a_question_and_used_ones_stay(staff: Client) -> None:
    used, free = make_picture(alternative_text="A squat"), make_picture(60, 40, alternative_text="A lunge")
    make_post(cover=used)
    page = act(staff, PICTURES, "delete_selected", used, free)
    assert "These stay, because they are used:" in page
    assert Picture.objects.count() == 2
    assert "1 is deleted." in act(staff, PICTURES, "delete_selected", used, free, sure="1")
    assert list(Picture.objects.all()) == [used]


def test_linked_file_is_not_deleted(staff: Client) -> None:
    file = make_document()
    make_offer(target=file.address)
    act(staff, FILES, "delete_selected", file, sure="1")
    assert Document.objects.exists()


def test_writer_may_label_and_not_delete(client: Client) -> None:
    client.force_login(make_user(is_staff=True, role=Role.WRITER))
    picture = make_picture(60, 40)
    page = client.get(PICTURES).text
    assert escape("Put the label on") in page
    assert "Delete…" not in page
    act(client, PICTURES, "delete_selected", picture, sure="1")
    assert Picture.objects.exists()
