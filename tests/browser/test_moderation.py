"""Moderation in a browser: on a phone, with and without a script, in light and dark mode."""

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
def open_page(new_context, sign_in, coach):
    def open_page(width=360, **options):
        page = new_context(**options).new_page()
        page.set_viewport_size({"width": width, "height": 740})
        sign_in(page.context, coach)
        page.goto(LIST)
        return page

    return open_page


def test_pages_are_accessible_and_fit_the_width(open_page, check_page, thread):
    page = open_page()
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
        check_page(page, 320, 1440)


@pytest.mark.parametrize("with_script", [True, False])
def test_coach_answers_in_the_list_on_a_phone(open_page, axe, thread, with_script):
    page = open_page(java_script_enabled=with_script)
    page.locator("summary", has_text="Answer").click()
    page.get_by_label("Your answer to Kim").fill("Begin lower.")
    page.get_by_role("button", name="Publish the answer").click()
    page.get_by_role("link", name="See it on the site").click()
    expect(page.get_by_text("Begin lower.")).to_be_visible()
    expect(page.get_by_text("Same weight?").first).to_be_visible()


@pytest.mark.parametrize("with_script", [True, False])
def test_coach_undoes_a_decision(open_page, thread, with_script):
    page = open_page(java_script_enabled=with_script)
    page.get_by_role("article").get_by_role("button", name="Spam").click()
    expect(page.get_by_text("1 comment marked as spam.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("article").get_by_role("link", name="Kim", exact=True)).to_be_visible()


def test_all_comments_on_the_page_are_selected_at_once(open_page, axe, thread):
    make_comment(state="held")
    page = open_page()
    page.get_by_label("All on this page").check()
    page.get_by_role("group", name="With the chosen ones").get_by_role("button", name="Approve").click()
    expect(page.get_by_text("2 comments approved.")).to_be_visible()
    axe(page)


def test_answer_box_is_focused_when_it_opens(open_page, thread):
    page = open_page()
    page.locator("summary", has_text="Answer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your answer to Kim")).to_be_focused()


def test_saved_reply_is_inserted_without_loading_a_page(open_page, thread):
    SavedReply.objects.create(title="Tell me more", text="Hi {first_name}, thank you for reading.")
    page = open_page()
    page.locator("summary", has_text="Answer").first.click()
    box = page.get_by_label("Your answer to Kim")
    box.fill("Good question!")
    page.get_by_label("Begin with a saved reply").select_option("Tell me more")
    page.get_by_role("button", name="Insert").click()
    expect(box).to_have_value(re.compile(r"^Good question!\n\nHi Kim, thank you for reading"))
    expect(box).to_be_focused()
