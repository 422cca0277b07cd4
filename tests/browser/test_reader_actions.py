"""A reader changes the own comment: on a phone, by keyboard, on the same device, and without script."""

import pytest
from playwright.sync_api import expect

from comments.models import Comment
from comments.moderation import actions as moderation
from tests.factories import make_category, make_comment, make_post


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


def test_private_page_is_accessible_and_fits_the_width(page, check_page, post):
    page.set_viewport_size({"width": 360, "height": 740})
    send(page)
    for summary in page.locator(".reader-actions summary").all():
        summary.click()
    check_page(page)
    page.get_by_role("link", name="Delete your comment").click()
    expect(page.get_by_role("heading", name="Delete your comment?")).to_be_visible()
    check_page(page)


def test_private_answer_is_below_its_question(page, axe, post, question):
    moderation.answer(question, by=post.author, text="The plank.")
    page.goto(question.private_url)
    expect(page.get_by_role("article", name="The answer to you")).to_contain_text("The plank.")
    axe(page)


def test_article_links_to_the_private_page_until_dismissed_on_the_device(page, axe, post):
    send(page)
    private_page = page.url
    page.goto("/hips/")
    axe(page)
    page.get_by_role("link", name="see your comment").click()
    expect(page).to_have_url(private_page)
    page.goto("/hips/")
    page.get_by_role("button", name="Forget it on this device").click()
    expect(page.get_by_role("link", name="see your comment")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("link", name="see your comment")).to_be_hidden()


def test_article_has_no_such_link_on_another_device(page, new_context, post):
    send(page)
    other = new_context().new_page()
    other.goto("/hips/")
    expect(other.get_by_role("link", name="see your comment")).to_be_hidden()


def test_withdrawn_comment_is_removed_from_the_device(page, post):
    send(page)
    page.get_by_role("link", name="Delete your comment").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_role("heading", name="You deleted your comment")).to_be_visible()
    page.goto("/hips/")
    expect(page.get_by_role("link", name="see your comment")).to_be_hidden()


def test_comment_is_edited_by_keyboard_and_without_a_script(new_context, post):
    page = new_context(java_script_enabled=False).new_page()
    send(page)
    summary = page.locator("summary", has_text="Edit")
    summary.focus()
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Comment").fill("Which one last?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Your comment has been changed.")
    page.locator("summary", has_text="Ask the coach privately").click()
    page.get_by_role("button", name="Make it private").click()
    expect(page.get_by_role("heading", name="Your question has arrived")).to_be_visible()
    comment = Comment.objects.get()
    assert (comment.text, comment.is_private) == ("Which one last?", True)
