"""“Edit” on a public article, on the device of somebody who writes; for everybody else the page is the same."""

from django.test import Client
from playwright.sync_api import expect

from tests.factories import make_coach, make_post


def test_link_is_there_while_somebody_is_signed_in(page, sign_in, check_page, transactional_db):
    coach = make_coach()
    post = make_post("hips", title="Strong hips", author=coach)
    link = page.get_by_role("link", name="Edit", exact=True)
    page.goto("/hips/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(link).to_be_hidden()
    sign_in(page.context, coach)
    page.goto("/admin/")
    page.goto("/hips/")
    expect(link).to_be_visible()
    check_page(page, 360, 1440)
    link.click()
    page.wait_for_url(f"**/admin/blog/post/{post.pk}/*/")
    page.goto("/admin/")
    page.locator(".frame-account summary").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/account/**")
    page.goto("/hips/")
    expect(link).to_be_hidden()


def test_page_is_the_same_for_staff_and_readers(transactional_db, live_server):
    post = make_post("hips")
    staff = Client()
    staff.force_login(post.author)
    assert staff.get("/hips/").content == Client().get("/hips/").content
