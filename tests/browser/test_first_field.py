"""The cursor is in the first field on the pages of the admin that add something."""

import pytest
from playwright.sync_api import Page, expect

from blog.models import Category
from tests.factories import make_category


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("/admin/offers/offer/add/", "Name"),
    ],
)
def test_first_field_is_focused(staff: Page, url: str, label: str) -> None:
    staff.goto(url)
    expect(staff.get_by_label(label, exact=True)).to_be_focused()
    staff.keyboard.type("Strong hips and knees")
    assert staff.evaluate("document.activeElement.value") == "Strong hips and knees"
    assert staff.url.endswith(url)


def test_title_typed_at_once_fills_the_slug(staff: Page) -> None:
    staff.goto("/admin/blog/category/add/")
    expect(staff.locator("#id_name")).to_be_focused()
    staff.keyboard.type("Strong hips")
    staff.keyboard.press("Enter")
    expect(staff.locator(".messagelist .success")).to_be_visible()
    assert Category.objects.get().slug == "strong-hips"


def test_invalid_field_is_focused(staff: Page) -> None:
    make_category("Core")
    staff.goto("/admin/blog/category/add/")
    staff.keyboard.type("Core")
    staff.get_by_role("button", name="Save", exact=True).first.click()
    expect(staff.locator("#id_slug")).to_be_focused()
