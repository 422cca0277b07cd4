"""A reader keeps hold of their words: on a phone, by keyboard, on the same device, and without script."""

import pytest
from playwright.sync_api import expect

from comments import moderation
from comments.models import Comment
from comments.submission import private_url
from tests.factories import make_category, make_comment, make_post

SIZES = [(360, 740), (1440, 900)]


@pytest.fixture
def post(live_server):
    category = make_category("Pain Relief")
    category.has_health_notice = True
    category.save()
    return make_post("hips", categories=[category])


@pytest.fixture
def question(post):
    return make_comment(post, name="Nadia Sommer", text="Which one first?", state="held", is_private=True)


def send(page) -> None:
    page.goto("/hips/")
    page.get_by_role("textbox", name="Comment").fill("Which one first?")
    page.get_by_role("textbox", name="Name").fill("Nadia Sommer")
    page.get_by_role("textbox", name="E-mail").fill("nadia@example.org")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="your comment has arrived")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_private_page_has_room_and_hinders_nobody(page, axe, post, width, height, scheme):
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)
    send(page)
    for summary in page.locator(".keeping summary").all():
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    page.get_by_role("link", name="Take it back").click()
    expect(page.get_by_role("heading", name="Take your comment back?")).to_be_visible()
    axe(page)


def test_private_answer_stands_below_its_question(page, axe, post, question):
    moderation.answer(question, by=post.author, text="The plank.")
    page.goto(private_url(question))
    expect(page.get_by_role("article", name="The answer to you")).to_contain_text("The plank.")
    axe(page)


def test_article_reminds_on_the_same_device_until_told_not_to(page, axe, post):
    send(page)
    private_page = page.url
    page.goto("/hips/")
    axe(page)
    page.get_by_role("link", name="see your comment").click()
    expect(page).to_have_url(private_page)
    page.goto("/hips/")
    page.get_by_role("button", name="Forget it here").click()
    expect(page.get_by_role("link", name="see your comment")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("link", name="see your comment")).to_be_hidden()


def test_another_device_is_not_reminded(page, new_context, post):
    send(page)
    other = new_context().new_page()
    other.goto("/hips/")
    expect(other.get_by_role("link", name="see your comment")).to_be_hidden()


def test_device_forgets_what_was_taken_back(page, post):
    send(page)
    page.get_by_role("link", name="Take it back").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", name="You took your comment back")).to_be_visible()
    page.goto("/hips/")
    expect(page.get_by_role("link", name="see your comment")).to_be_hidden()


def test_by_keyboard_and_without_script(new_context, post):
    page = new_context(java_script_enabled=False).new_page()
    send(page)
    summary = page.locator("summary", has_text="Edit")
    summary.focus()
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Comment").fill("Which one last?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Your words were changed.")
    page.locator("summary", has_text="Ask the coach privately").click()
    page.get_by_role("button", name="Make it private").click()
    expect(page.get_by_role("heading", name="Your question has arrived")).to_be_visible()
    comment = Comment.objects.get()
    assert (comment.text, comment.is_private) == ("Which one last?", True)
