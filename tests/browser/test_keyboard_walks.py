"""What a reader, an applicant and a coach come for, with the Tab key alone: each stop can be seen."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from coaching.models import Application
from comments.models import Comment
from search.filling import fill
from tests.browser.conftest import SignIn
from tests.factories import PASSWORD, make_category, make_coach, make_comment, make_picture, make_post
from tests.waiting import wait_for

MOST_STOPS = 90

FOCUSED = """() => {
  const stop = document.activeElement, { left, right, top, bottom, width, height } = stop.getBoundingClientRect();
  const labels = [...(stop.labels ?? [])].map((label) => label.innerText);
  const outlines = [getComputedStyle(stop), getComputedStyle(stop, "::after")];
  return stop !== document.body && {
    name: [stop.ariaLabel, ...labels, stop.innerText].filter(Boolean).join(" ").trim() || stop.outerHTML,
    isSeen: width > 0 && height > 0 && right > 0 && left < innerWidth && bottom > 0 && top < innerHeight,
    isMarked: outlines.some(({ outlineStyle }) => outlineStyle !== "none") || Boolean(stop.closest("label")),
  };
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what is called ``name``, a regular expression."""
    names: list[str] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop: dict[str, Any] | None = page.evaluate(FOCUSED) or None
        if stop is None:
            continue  # The page has only just been opened, or the end was reached.
        assert stop["isSeen"], stop
        assert stop["isMarked"], stop
        if re.search(name, stop["name"]):
            return
        names.append(stop["name"])
    pytest.fail(f"“{name}” is not among {names}")


def write_into(page: Page, name: str, words: str) -> None:
    tab_to(page, name)
    page.keyboard.type(words)


def press(page: Page, name: str, key: str = "Enter") -> None:
    tab_to(page, name)
    page.keyboard.press(key)


def skip_to_content(page: Page) -> None:
    """The focus moves a moment after the key, and would be taken from what has been reached meanwhile."""
    press(page, "Skip to the content")
    wait_for(page, "location.hash.startsWith('#content')")


@pytest.fixture
def walker(page: Page) -> Page:
    page.emulate_media(reduced_motion="reduce")
    return page


def test_reader_replies_and_comes_back(walker: Page) -> None:
    asked = make_comment(make_post("hips", title="Strong hips"), name="Nadia S.")
    walker.goto("/hips/")
    skip_to_content(walker)
    press(walker, "Reply to Nadia S.")
    walker.keyboard.type("Which one first?")
    tab_to(walker, "Everyone, below the article")
    write_into(walker, "Name", "Kim")
    write_into(walker, "E-mail", "kim@example.org")
    press(walker, "Remember me on this device", "Space")
    press(walker, "Send my comment")
    expect(walker.get_by_role("heading", level=1)).to_have_text("Thank you, your comment has arrived")
    reply = Comment.objects.get(name="Kim")
    assert (reply.parent, reply.text) == (asked, "Which one first?")
    skip_to_content(walker)
    press(walker, "Back to “Strong hips”")
    walker.wait_for_url("**/hips/")


def test_reader_finds_an_article_and_others_of_its_topic(walker: Page) -> None:
    post = make_post("hips", title="Strong hips", author=make_coach(), body="<p>Lift one leg.</p>")
    post.categories.add(make_category("Legs"))
    fill()
    walker.goto("/")
    tab_to(walker, "^Search$")
    walker.keyboard.type("hips")
    walker.keyboard.press("Enter")
    walker.wait_for_url("**/search/?q=hips")
    press(walker, "Strong hips")
    walker.wait_for_url("**/hips/")
    press(walker, "^LEGS$")
    expect(walker.get_by_role("heading", level=1)).to_have_text("Legs")
    press(walker, "Strong hips")
    walker.wait_for_url("**/hips/")


def test_applicant_mends_and_sends_an_application(walker: Page) -> None:
    walker.goto("/apply/")
    skip_to_content(walker)
    press(walker, "Send my application")
    alert = walker.get_by_role("alert").filter(has_text="Nothing has been sent yet")
    expect(alert).to_be_focused()
    press(walker, "Your name")
    walker.keyboard.type("Nadia Sommer")
    write_into(walker, "E-mail", "nadia@example.org")
    write_into(walker, "What do you want to achieve?", "Four flights of stairs.")
    write_into(walker, "What does your training look like so far?", "Running.")
    press(walker, "1", "ArrowRight")
    press(walker, "I agree", "Space")
    press(walker, "Send my application")
    expect(walker.get_by_role("heading", level=1)).to_have_text("Your application has arrived.")
    assert Application.objects.get().name == "Nadia Sommer"
    press(walker, "Correct…")
    expect(walker.get_by_role("heading", level=1)).to_have_text("What should it say instead?")


def test_coach_signs_in_and_answers(walker: Page) -> None:
    coach = make_coach(email="mara@example.org", password=PASSWORD)
    asked = make_comment(make_post("hips", author=coach), name="Nadia S.", text="How many sets?")
    walker.goto("/admin/")
    write_into(walker, "E-mail", "mara@example.org")
    write_into(walker, "Password", PASSWORD)
    walker.keyboard.press("Enter")
    expect(walker.locator(f"#comment-{asked.pk}")).to_be_visible()
    walker.wait_for_load_state()  # Scripts have run then.
    press(walker, "^Answer$")
    expect(walker.get_by_label("Your answer")).to_be_focused()
    walker.keyboard.type("Three.")
    press(walker, "Publish the answer")
    expect(walker.get_by_text("Your answer to Nadia S. is public.")).to_be_visible()
    assert asked.replies.get().text == "Three."


def test_coach_labels_pictures_and_takes_it_back(walker: Page, sign_in: SignIn) -> None:
    sign_in(walker.context, make_coach())
    picture = make_picture(60, 40, alternative_text="A squat")
    walker.goto("/admin/media/picture/")
    press(walker, "Choose A squat", "Space")
    write_into(walker, "^Label", "Gym")
    press(walker, "Put the label on")
    expect(walker.get_by_text("Label “Gym” put on: 1.")).to_be_visible()
    assert [label.name for label in picture.labels.all()] == ["Gym"]
    press(walker, "^Undo$")
    expect(walker.get_by_text("Undone.")).to_be_visible()
    assert not picture.labels.exists()
