import pytest
from playwright.sync_api import Page

from tests.browser.conftest import CheckPage


@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/admin/blog/post/",
        "/admin/blog/category/add/",
        "/admin/blog/sitetexts/",
        "/admin/accounts/profile/add/",
    ],
)
def test_page_of_the_admin_is_accessible(staff: Page, check_page: CheckPage, address: str) -> None:
    staff.goto(address)
    check_page(staff)
