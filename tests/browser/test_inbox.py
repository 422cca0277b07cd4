"""The inbox in a browser with ten threads: by keyboard alone, on a phone, and without a script."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from comments import unanswered
from comments.models import Comment
from search.filling import fill
from tests.factories import make_answer, make_application, make_coach, make_comment, make_post

FRONT = "/admin/inbox/"


@pytest.fixture
def coach(transactional_db):
    return make_coach(email="mara@example.org", display_name="Mara Lindt")


@pytest.fixture
def ten(coach):
    """Ten threads that wait, the first of them on top; every third is held."""
    post = make_post("strong-hips", author=coach)
    start = timezone.now() - timedelta(days=9)
    return [
        make_comment(
            post,
            name=f"Nadia {number}",
            text=f"How many of set {number}?",
            state="approved" if number % 3 else "held",
            created_at=start + timedelta(hours=number),
        )
        for number in range(10)
    ]


@pytest.fixture
def open_front(new_context, sign_in, coach):
    def open_front(width=1280, **options):
        page = new_context(**options).new_page()
        page.set_viewport_size({"width": width, "height": 740})
        sign_in(page.context, coach)
        page.goto(FRONT)
        return page

    return open_front


def item(page, comment):
    return page.locator(f"#comment-{comment.pk}")


def state(comment):
    return Comment.objects.get(pk=comment.pk).state


def switch_keys_on(page):
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Use single keys on this device").check()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Single keys are on")).to_be_visible()


def test_ten_threads_are_handled_by_keyboard_alone(open_front, ten):
    page = open_front()
    switch_keys_on(page)
    press = page.keyboard.press
    press("j")
    expect(item(page, ten[0])).to_be_focused()
    press("e")
    expect(item(page, ten[1])).to_be_focused()
    press("r")
    page.keyboard.type("Three sets of five.")
    press("Control+Enter")
    expect(item(page, ten[2])).to_be_focused()
    press("s")
    expect(page.get_by_role("button", name="Tomorrow")).to_be_focused()
    press("Enter")
    expect(item(page, ten[3])).to_be_focused()
    press("a")
    expect(item(page, ten[3]).get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    expect(item(page, ten[3])).to_be_focused()
    press("#")
    expect(item(page, ten[4])).to_be_focused()
    press("!")
    expect(item(page, ten[5])).to_be_focused()
    press("z")
    expect(item(page, ten[4])).to_be_visible()
    press("k")
    for comment in ten[4:]:
        item(page, comment).focus()
        press("e")
        expect(item(page, comment)).to_have_count(0)
    expect(page.get_by_role("heading", name="Nobody is waiting.")).to_be_focused()
    assert not unanswered.due().exists()
    assert [state(comment) for comment in ten] == ["approved"] * 3 + ["binned"] + ["approved"] * 6
    assert ten[1].replies.get().text == "Three sets of five."


def test_ten_threads_are_handled_by_touch_at_360_pixels(open_front, ten):
    page = open_front(360, has_touch=True, is_mobile=True)

    def tap(comment, name):
        item(page, comment).get_by_role("button", name=name, exact=True).tap()

    item(page, ten[0]).locator("summary", has_text="Answer").tap()
    item(page, ten[0]).get_by_label("Your answer").fill("Three sets of five.")
    tap(ten[0], "Approve and answer")
    expect(page.get_by_text("Your answer to Nadia 0 is public.")).to_be_visible()
    item(page, ten[1]).locator("summary", has_text="Later").tap()
    tap(ten[1], "Next week")
    expect(item(page, ten[1])).to_have_count(0)
    tap(ten[2], "Spam")
    expect(item(page, ten[2])).to_have_count(0)
    page.locator("#notices").get_by_role("button", name="Undo").tap()
    expect(item(page, ten[2])).to_be_visible()
    for comment in ten[2:]:
        tap(comment, "Approve, no answer" if state(comment) == "held" else "Needs no answer")
        expect(item(page, comment)).to_have_count(0)
    expect(page.get_by_text("Nobody is waiting.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_inbox_works_without_a_script(open_front, ten):
    page = open_front(360, java_script_enabled=False)
    item(page, ten[0]).locator("summary", has_text="Answer").click()
    item(page, ten[0]).get_by_label("Your answer").fill("Three sets of five.")
    item(page, ten[0]).get_by_role("button", name="Approve and answer").click()
    assert page.get_by_text("Your answer to Nadia 0 is public.").is_visible()
    page.locator("#notices").get_by_role("button", name="Undo").click()
    assert item(page, ten[0]).is_visible()
    assert state(ten[0]) == "held"


def test_other_draft_answers_are_kept_after_an_action(open_front, ten):
    page = open_front()
    item(page, ten[3]).locator("summary", has_text="Answer").click()
    item(page, ten[3]).get_by_label("Your answer").fill("Half an ans")
    item(page, ten[0]).get_by_role("button", name="Spam").click()
    expect(item(page, ten[0])).to_have_count(0)
    expect(item(page, ten[3]).get_by_label("Your answer")).to_have_value("Half an ans")


def test_text_is_kept_if_another_coach_was_faster(open_front, ten, console_errors):
    page = open_front()
    item(page, ten[0]).locator("summary", has_text="Answer").click()
    item(page, ten[0]).get_by_label("Your answer").fill("Three sets.")
    make_answer(ten[0], author=make_coach(display_name="Jo Berg"))
    Comment.objects.filter(pk=ten[0].pk).update(state="approved")
    item(page, ten[0]).get_by_role("button", name="Approve and answer").click()
    expect(page.locator("#notices")).to_contain_text("Jo Berg has already answered.")
    expect(item(page, ten[0]).get_by_label("Your answer")).to_have_value("Three sets.")
    console_errors.clear()


def test_text_is_kept_if_the_connection_is_lost(open_front, ten, console_errors):
    page = open_front()
    item(page, ten[1]).locator("summary", has_text="Answer").click()
    item(page, ten[1]).get_by_label("Your answer").fill("Three sets.")
    page.context.set_offline(True)
    item(page, ten[1]).get_by_role("button", name="Publish the answer").click()
    expect(page.get_by_role("dialog")).to_contain_text("Nothing is lost: try again.")
    page.context.set_offline(False)
    page.get_by_role("dialog").get_by_role("button", name="Send it now").click()
    expect(item(page, ten[1])).to_have_count(0)
    console_errors.clear()


def test_typing_without_focus_triggers_no_action(open_front, ten):
    page = open_front()
    expect(page.get_by_text("Single keys are on")).to_be_hidden()
    page.keyboard.type("As easy as pie!")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#inbox details[open]")).to_have_count(0)
    page.reload()
    assert [state(comment) for comment in ten] == ["held", "approved", "approved"] * 3 + ["held"]
    assert unanswered.due().count() == 10


def test_keyboard_shortcuts_are_shown_and_can_be_turned_off(open_front, ten, axe):
    page = open_front()
    switch_keys_on(page)
    page.reload()
    expect(page.get_by_text("Single keys are on")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    axe(page)
    page.get_by_label("Use single keys on this device").uncheck()
    page.keyboard.press("Escape")
    item(page, ten[0]).focus()
    page.keyboard.press("#")
    page.reload()
    assert state(ten[0]) == "held"


def test_keyboard_shortcuts_do_not_work_in_text_fields(open_front, ten):
    page = open_front()
    item(page, ten[0]).locator("summary", has_text="Answer").click()
    page.keyboard.type("era#!z")
    expect(item(page, ten[0]).get_by_label("Your answer")).to_have_value("era#!z")
    page.keyboard.press("Escape")
    expect(item(page, ten[0])).to_be_focused()


def test_pages_are_accessible_and_fit_the_width(open_front, check_page, ten):
    make_application()
    urgent = make_comment(ten[0].post, text="Constantly in pain, and how do I sign up? My doctor said " + "x" * 200)
    make_answer(ten[9], remind_at=timezone.now() - timedelta(days=1))
    old = make_comment(ten[0].post, created_at=timezone.now() - timedelta(days=100))
    page = open_front(360)
    page.locator("summary", has_text="Answer").first.click()
    page.locator("summary", has_text="Later").first.click()
    for address in (None, f"/admin/inbox/{urgent.pk}/", "/admin/inbox/backlog/", f"/admin/inbox/{ten[9].pk}/"):
        if address:
            page.goto(address)
        check_page(page, 320, 360, 1440)
    page.goto("/admin/inbox/backlog/")
    item(page, old).get_by_role("button", name="Needs no answer").click()
    expect(page.locator("#notices").get_by_role("button", name="Undo")).to_be_visible()
    check_page(page)
    Comment.objects.update(settled_at=timezone.now(), remind_at=None)
    page.goto(FRONT)
    check_page(page)


def test_earlier_answer_is_shown_and_inserted(open_front, ten):
    make_answer(make_comment(ten[0].post, text="How many of the first set?"), text="Three, slowly.")
    fill()
    page = open_front()
    form = item(page, ten[0]).locator(".inbox-answer")
    form.locator("summary").first.click()
    form.get_by_text("How many of the first set?").click()
    form.locator(".inbox-similar").get_by_role("button", name="Insert").click()
    expect(form.get_by_role("textbox")).to_have_value("Three, slowly.")
