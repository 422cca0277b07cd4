"""The form below an article: it opens, remembers by choice, asks privately, and says what is missing."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from blog.models import Post
from comments.models import Comment
from tests.factories import make_comment, make_post

NewContext = Callable[..., BrowserContext]


@pytest.fixture
def post(transactional_db: None) -> Post:
    return make_post("hips", title="Strong hips")


def write(page: Page, text: str = "Which one first?") -> None:
    page.goto("/hips/")
    page.get_by_role("textbox", name="Your comment").fill(text)


def fill_in(page: Page, email: str = "nadia@example.org") -> None:
    page.get_by_role("textbox", name="Name").fill("Nadia Sommer")
    page.get_by_role("textbox", name="E-mail").fill(email)


def send(page: Page, button: str = "Send my comment") -> None:
    page.get_by_role("button", name=button).click()


def test_name_is_asked_for_once_somebody_writes(page: Page, post: Post) -> None:
    page.goto("/hips/")
    expect(page.get_by_role("textbox", name="Name")).to_be_hidden()
    page.get_by_role("textbox", name="Your comment").focus()
    expect(page.get_by_role("textbox", name="Name")).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(page.get_by_role("textbox", name="Name")).to_be_visible()


def test_draft_shows_the_whole_form(page: Page, post: Post) -> None:
    write(page)
    page.reload()
    expect(page.get_by_role("textbox", name="Name")).to_be_visible()


def test_without_a_script_the_whole_form_is_shown(new_context: NewContext, post: Post) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/hips/")
    expect(page.get_by_role("textbox", name="Name")).to_be_visible()
    expect(page.get_by_text("Remember me")).to_be_hidden()


def test_reader_is_remembered_on_the_device_if_asked_for(page: Page, post: Post) -> None:
    make_post("backs")
    write(page)
    fill_in(page)
    page.get_by_label("Remember me on this device").check()
    send(page)
    page.wait_for_url("**/comments/mine/**")
    page.goto("/backs/")
    page.get_by_role("textbox", name="Your comment").focus()
    expect(page.get_by_role("textbox", name="Name")).to_have_value("Nadia Sommer")
    expect(page.get_by_role("textbox", name="E-mail")).to_have_value("nadia@example.org")
    page.get_by_label("Remember me on this device").uncheck()
    page.goto("/hips/")
    page.get_by_role("textbox", name="Your comment").focus()
    expect(page.get_by_role("textbox", name="Name")).to_have_value("")


def test_reader_is_not_remembered_otherwise(page: Page, post: Post) -> None:
    write(page)
    fill_in(page)
    send(page)
    page.wait_for_url("**/comments/mine/**")
    page.goto("/hips/")
    page.get_by_role("textbox", name="Your comment").focus()
    expect(page.get_by_role("textbox", name="Name")).to_have_value("")


def test_question_is_asked_privately(page: Page, post: Post) -> None:
    write(page)
    page.get_by_label("Only the coach").check()
    expect(page.get_by_role("button", name="Send my comment")).to_be_hidden()
    expect(page.get_by_role("textbox", name="Website")).to_be_hidden()
    fill_in(page)
    send(page, "Send privately to the coach")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your question has arrived")
    assert Comment.objects.get().is_private


@pytest.mark.parametrize("has_script", [True, False])
def test_refused_comment_says_what_is_missing(
    new_context: NewContext, axe: Callable[..., None], post: Post, has_script: bool
) -> None:
    page = new_context(java_script_enabled=has_script).new_page()
    write(page)
    fill_in(page, email="nadia@nowhere")
    send(page)
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Please check one field.")
    expect(summary).to_be_focused()
    if has_script:
        axe(page)
    summary.get_by_role("link", name="E-mail").click()
    expect(page.get_by_role("textbox", name="E-mail")).to_be_focused()
    page.get_by_role("textbox", name="E-mail").fill("nadia@example.org")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, your comment has arrived")


def test_way_back_is_on_the_first_screen_after_sending(page: Page, post: Post) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    write(page, "Which one first? " * 40)
    fill_in(page)
    send(page)
    page.wait_for_url("**/comments/mine/**")
    link = page.get_by_role("link", name="Back to “Strong hips”")
    expect(link).to_be_in_viewport()
    link.click()
    expect(page).to_have_url(re.compile("/hips/$"))


def test_escape_ends_a_reply(page: Page, post: Post) -> None:
    make_comment(post, name="Kim")
    page.goto("/hips/")
    page.get_by_role("link", name="Reply to Kim").click()
    page.keyboard.type("Half a sentence")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Reply to Kim")).to_be_focused()
    expect(page.get_by_role("heading", name="Ask or add something")).to_be_visible()
    expect(page.get_by_role("textbox", name="Your comment")).to_have_value("Half a sentence")
