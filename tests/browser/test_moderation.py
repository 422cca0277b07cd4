"""The coach's desk in a browser: with a thumb, with and without a script, by day and by night."""

import re

import pytest
from playwright.sync_api import expect

from comments.models import Comment, Decision, SavedReply
from tests.factories import make_answer, make_coach, make_comment, make_post

LIST = "/admin/comments/comment/"


@pytest.fixture
def coach(transactional_db):
    return make_coach(email="mara@example.org", display_name="Mara Lindt")


@pytest.fixture
def thread(coach):
    root = make_comment(make_post("strong-hips", author=coach), name="Nadia", text="Where do I begin?")
    make_answer(root, text="With the bridge.")
    long_words = "Same weight? " * 60
    held = make_comment(parent=root, name="Kim", text=long_words, website="https://kim.example/", state="held")
    held.decide("held", decider=Decision.Decider.RULE, reason="first comment under this name and e-mail")
    make_comment(root.post, name="Cheap Pills", text="Buy http://pills.example/" + "x" * 300, state="spam")
    return held


@pytest.fixture
def open_page(new_context):
    def open_page(width=360, **options):
        page = new_context(**options).new_page()
        page.set_viewport_size({"width": width, "height": 740})
        return page

    return open_page


def sign_in(page, to):
    page.goto(to)
    page.get_by_label("E-mail").fill("mara@example.org")
    page.get_by_label("Password").fill("sturdy")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"**{to}")


def stays_within(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_pages_hinder_nobody_and_fit(open_page, axe, thread, scheme, width):
    page = open_page(width, color_scheme=scheme)
    sign_in(page, LIST)
    page.locator("summary", has_text="Answer").first.click()
    spam = Comment.objects.get(state="spam")
    for address in (
        None,
        f"{LIST}?state=approved",
        f"{LIST}?state=spam",
        f"{LIST}?state=binned",
        f"{LIST}?state=all&q=nothing",
        f"{LIST}{thread.pk}/change/",
        f"{LIST}{thread.pk}/answer/",
        f"{LIST}delete-for-good/?comment={spam.pk}",
    ):
        if address:
            page.goto(address)
        axe(page)
        assert stays_within(page), page.url


@pytest.mark.parametrize("with_script", [True, False])
def test_coach_answers_in_the_list_on_a_phone(open_page, axe, thread, with_script):
    page = open_page(java_script_enabled=with_script)
    sign_in(page, LIST)
    page.locator("summary", has_text="Answer").click()
    page.get_by_label("Your answer to Kim").fill("Begin lower.")
    page.get_by_role("button", name="Publish the answer").click()
    page.get_by_role("link", name="See it on the site").click()
    expect(page.get_by_text("Begin lower.")).to_be_visible()
    expect(page.get_by_text("Same weight?").first).to_be_visible()


@pytest.mark.parametrize("with_script", [True, False])
def test_coach_takes_back_what_she_decided(open_page, thread, with_script):
    page = open_page(java_script_enabled=with_script)
    sign_in(page, LIST)
    page.get_by_role("article").get_by_role("button", name="Spam").click()
    expect(page.get_by_text("1 comment marked as spam.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("article").get_by_role("link", name="Kim", exact=True)).to_be_visible()


def test_all_on_the_page_are_chosen_at_once(open_page, axe, thread):
    make_comment(state="held")
    page = open_page()
    sign_in(page, LIST)
    page.get_by_label("All on this page").check()
    page.get_by_role("group", name="With the chosen ones").get_by_role("button", name="Approve").click()
    expect(page.get_by_text("2 comments approved.")).to_be_visible()
    axe(page)


def test_answer_is_written_where_it_opens(open_page, thread):
    page = open_page()
    sign_in(page, LIST)
    page.locator("summary", has_text="Answer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your answer to Kim")).to_be_focused()


def test_saved_reply_goes_into_the_box_without_a_new_page(open_page, thread):
    SavedReply.objects.create(title="Tell me more", text="Hi {first_name}, thank you for reading.")
    page = open_page()
    sign_in(page, LIST)
    page.locator("summary", has_text="Answer").first.click()
    box = page.get_by_label("Your answer to Kim")
    box.fill("Good question!")
    page.get_by_label("Begin with a saved reply").select_option("Tell me more")
    page.get_by_role("button", name="Insert").click()
    expect(box).to_have_value(re.compile(r"^Good question!\n\nHi Kim, thank you for reading"))
    expect(box).to_be_focused()
