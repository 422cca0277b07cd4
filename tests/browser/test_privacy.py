"""A person asks for a copy, downloads it, and has everything erased, with a keyboard and on a phone."""

import zipfile

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from privacy.models import PrivacyRequest
from privacy.tasks import finish_erasures
from tests.factories import make_answer, make_application, make_coach, make_post, make_question

EMAIL = "nadia@example.org"


@pytest.fixture
def nadia(live_server) -> Comment:
    post = make_post("strong-hips", title="Strong hips in ten minutes a day", author=make_coach())
    comment = make_question(post, name="Nadia Sommer", email=EMAIL, text="How heavy a kettlebell?")
    make_answer(comment, text="Hi Nadia! Twelve kilos are a fine start.")
    make_application(email=EMAIL)
    return comment


def test_person_downloads_and_erases_personal_data(page, check_page, live_server, nadia):
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(f"{live_server.url}{nadia.post.get_absolute_url()}")
    page.get_by_role("link", name="Privacy").click()
    page.get_by_role("link", name="ask for it here").click()
    check_page(page)
    page.get_by_role("button", name="E-mail me the link").click()
    assert page.url.endswith("/privacy/request/")
    page.get_by_label("Your e-mail address").fill(EMAIL)
    page.get_by_role("button", name="E-mail me the link").click()
    expect(page.get_by_role("heading", name="Check your inbox")).to_be_visible()
    check_page(page)

    page.goto(live_server.url + PrivacyRequest.objects.get().private_url)
    check_page(page)
    page.get_by_role("button", name="Make my copy").click()
    expect(page.get_by_role("heading", name="Your copy is ready")).to_be_visible()
    check_page(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the file").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert "How heavy a kettlebell?" in archive.read("data.html").decode()

    page.get_by_role("main").get_by_role("link", name="Erase everything").click()
    check_page(page)
    page.get_by_role("button", name="Yes, erase everything").click()
    expect(page.get_by_role("status")).to_contain_text("few minutes")
    check_page(page)
    finish_erasures.call()
    page.reload()
    expect(page.get_by_role("heading", name="Everything is erased")).to_be_visible()
    check_page(page)
    page.goto(f"{live_server.url}{nadia.post.get_absolute_url()}")
    expect(page.get_by_text("Twelve kilos are a fine start.")).to_be_visible()
    expect(page.get_by_text("This comment was erased")).to_be_visible()
    assert "Sommer" not in page.content()
    check_page(page)
