"""A thread for readers: with a keyboard, on a phone, with and without script."""

import pytest
from playwright.sync_api import Page, expect

from tests.factories import make_answer, make_comment, make_many_comments, make_post

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3


@pytest.fixture
def post(live_server):
    return make_post("hips", title="Strong hips")


@pytest.fixture
def long_thread(post):
    """A thread with everything in it that may go wrong on a screen."""
    asked = make_comment(post, name="Nadia S.", text="Which one first?\n\nAnd how often?")
    answer = make_answer(asked)
    again = make_comment(parent=answer, name=LONG[:200], text=LONG, website="https://example.org/")
    make_answer(again)
    make_comment(post, name="ليلى حسن", text="مرحبا، هل هذا التمرين مناسب؟")
    hidden = make_comment(post, state="binned")
    make_comment(parent=hidden, text="<blockquote>Quoted</blockquote> and <code>code</code>", name="💪")
    make_comment(post, kind="pingback", name=LONG, website="https://blog.example/")
    return post


def test_thread_is_accessible_and_fits_the_width(page, check_page, long_thread):
    page.goto("/hips/")
    check_page(page, 320, 768, 1440)


def test_deep_replies_stay_readable_on_a_phone(page, post):
    make_many_comments(post, 30, thread=make_comment(post), chain=True)
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto("/hips/")
    assert page.locator(".comment__text").last.bounding_box()["width"] > 250


def test_page_of_a_long_thread_is_accessible(page, axe, post):
    root = make_comment(post)
    make_many_comments(post, 520, thread=root, chain=True)
    page.goto("/hips/")
    page.get_by_role("link", name="Continue this thread (21 more)").click()
    expect(page).to_have_url(
        f"{page.url.split('/comments')[0]}/comments/{root.pk}/thread/page/2/#comment-{root.pk + 500}"
    )
    axe(page)


def form_stands_below(page: Page, comment) -> bool:
    return page.evaluate("pk => !!document.querySelector(`#comment-${pk} + #respond`)", comment.pk)


def test_form_moves_to_the_comment_and_back(page, axe, post):
    first = make_comment(post, name="Nadia S.")
    second = make_comment(post, name="Kim")
    page.goto("/hips/")
    text = page.get_by_role("textbox", name="Comment")
    text.fill("Half a sentence")
    page.get_by_role("link", name="Reply to Nadia S.").click()
    assert form_stands_below(page, first)
    expect(page.get_by_role("heading", name="Reply to Nadia S.")).to_be_visible()
    expect(text).to_be_focused()
    expect(text).to_have_value("Half a sentence")
    axe(page)
    page.get_by_role("link", name="Reply to Kim").press("Enter")
    assert form_stands_below(page, second)
    assert page.locator("[name=parent]").input_value() == str(second.pk)
    page.get_by_role("link", name="Cancel the reply").click()
    assert not form_stands_below(page, second)
    assert page.locator("[name=parent]").input_value() == ""
    expect(page.get_by_role("link", name="Reply to Kim")).to_be_focused()
    expect(page.get_by_role("heading", name="Ask or add something")).to_be_visible()
    expect(text).to_have_value("Half a sentence")


def test_draft_is_kept_after_a_reload(page, post):
    page.goto("/hips/")
    page.get_by_role("textbox", name="Comment").fill("Half a sentence")
    page.reload()
    expect(page.get_by_role("textbox", name="Comment")).to_have_value("Half a sentence")


def test_draft_is_deleted_once_the_comment_is_received(page, post):
    page.goto("/hips/")
    page.get_by_role("textbox", name="Comment").fill("A whole sentence")
    page.get_by_role("textbox", name="Name").fill("Nadia S.")
    page.get_by_label("E-mail").fill("nadia@example.org")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/comments/mine/**")
    page.goto("/hips/")
    expect(page.get_by_role("textbox", name="Comment")).to_have_value("")


def test_draft_belongs_to_its_article(page, post):
    make_post("backs")
    page.goto("/hips/")
    page.get_by_role("textbox", name="Comment").fill("Half a sentence")
    page.goto("/backs/")
    expect(page.get_by_role("textbox", name="Comment")).to_have_value("")


def test_reply_works_without_a_script(new_context, post):
    comment = make_comment(post, name="Nadia S.")
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/hips/")
    page.get_by_role("link", name="Reply to Nadia S.").click()
    expect(page.get_by_role("heading", name="Reply to Nadia S.")).to_be_visible()
    assert page.locator("[name=parent]").input_value() == str(comment.pk)
    page.get_by_role("link", name="Cancel the reply").click()
    expect(page.get_by_role("heading", name="Ask or add something")).to_be_visible()
