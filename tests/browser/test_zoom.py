"""Pages for readers and applicants at 320 pixels, and with letters twice as large (WCAG 1.4.4, 1.4.10)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from blog.models import Post
from tests.browser.conftest import FITS
from tests.factories import (
    make_answer,
    make_application,
    make_coach,
    make_comment,
    make_offer,
    make_page,
    make_post,
)
from tests.waiting import wait_for

# A box whose text is wider or higher than itself, and hides it. Boxes of one line that end in "…" do so on purpose.
CUT_OFF = """() => [...document.querySelectorAll("main *")].filter((box) => {
  const { overflowX, overflowY, textOverflow, clipPath } = getComputedStyle(box);
  const hidesX = ["hidden", "clip"].includes(overflowX) && box.scrollWidth > box.clientWidth + 1;
  const hidesY = ["hidden", "clip"].includes(overflowY) && box.scrollHeight > box.clientHeight + 1;
  return (hidesX || hidesY) && box.innerText?.trim() && textOverflow === "clip" && clipPath === "none";
}).map((box) => box.outerHTML.slice(0, 200))"""


@pytest.fixture
def post(transactional_db: None) -> Post:
    post = make_post("hips", title="Strengthening Donaudampfschifffahrt hips", author=make_coach())
    asked = make_comment(post, name="Wolfeschlegelsteinhausenbergerdorff", text="Which one first?")
    make_comment(parent=make_answer(asked), name="Kim")
    return post


@pytest.fixture
def paths(post: Post) -> list[str]:
    make_offer("routine", collects_sign_ups=True, page=make_page("routine", title="Routine"), target="")
    application = make_application(name="Nadia Sommer")
    question = make_comment(post, state="held", is_private=True)
    return [
        "/",
        "/hips/",
        f"/hips/?replytocom={post.comments.earliest('pk').pk}",
        "/apply/",
        "/apply/status/",
        application.private_url,
        f"{application.private_url}correct/",
        question.private_url,
        "/sign-up/routine/",
        "/privacy/request/",
        "/nothing-stands-here/",
    ]


def check_fit(page: Page, path: str) -> None:
    page.goto(path)
    assert page.viewport_size
    wait_for(page, FITS, page.viewport_size["width"])
    assert page.evaluate(CUT_OFF) == [], path


def at_320_pixels(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})


def with_letters_twice_as_large(page: Page) -> None:
    """As by the browser's setting, which media queries follow too."""
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})


@pytest.mark.parametrize("zoom", [at_320_pixels, with_letters_twice_as_large])
def test_pages_fit(page: Page, paths: list[str], zoom: Callable[[Page], None]) -> None:
    zoom(page)
    for path in paths:
        check_fit(page, path)
