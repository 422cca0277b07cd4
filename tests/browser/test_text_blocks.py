"""Blocks as readers see them: all kinds on one page, and a video before and after the click."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from core.html import block_marker
from tests.browser.conftest import CheckPage, NewContext
from tests.factories import make_offer, make_picture, make_post

ID = "dQw4w9WgXcQ"


def body_of_all_kinds() -> str:
    pictures = [make_picture(alternative_text=f"Squat {number}", credit="Ines") for number in range(4)]
    make_post("knees", title="Knees on stairs", teaser="Down is harder.", cover=pictures[0])
    make_offer("challenge", name="28 days")
    pks = [picture.pk for picture in pictures]
    parts = [
        block_marker("picture", str(pks[0]), "The <em>start</em>"),
        block_marker("picture", f"{pks[1]}-wide"),
        block_marker("picture", f"{pks[2]}-side", "At the side"),
        block_marker("gallery", "-".join(map(str, pks[:3])), "Three of them"),
        block_marker("gallery", "-".join(map(str, pks))),
        block_marker("note", "tip", "<p>Film yourself.</p>"),
        block_marker("note", "care", "<ul><li>Less weight</li></ul>"),
        block_marker("note", "doctor", "<p>See one.</p>"),
        block_marker("quote", "plain", "<p>It came on a Tuesday.</p><p>— Nadia</p>"),
        block_marker("quote", "large", "<p>Slow is smooth.</p>"),
        block_marker("video", f"youtube-{ID}-p{pks[3]}", "In real time"),
        block_marker("video", "vimeo-76979871-t90"),
        block_marker("article", "knees"),
        block_marker("offer", "challenge"),
    ]
    return "<h2>Twice</h2><p>Words of the text.</p>".join(["", *parts, ""])


def test_all_kinds_are_accessible_and_fit_every_width(page: Page, check_page: CheckPage) -> None:
    make_post("hips", body=body_of_all_kinds())
    page.goto("/hips/")
    expect(page.get_by_role("figure")).to_have_count(9)
    check_page(page, 320, 360, 768, 1440)


@pytest.fixture
def requests_elsewhere(page: Page) -> list[str]:
    """The addresses on other sites that the page asked for. Each is answered with a few words."""
    found: list[str] = []

    def answer(route: Route) -> Any:
        found.append(route.request.url)
        return route.fulfill(body="<title>Player</title><p>Plays.</p>", content_type="text/html")

    page.route(lambda url: "127.0.0.1" not in url, answer)
    return found


def test_video_is_loaded_after_the_click_alone(page: Page, requests_elsewhere: list[str]) -> None:
    make_post("hips", body=block_marker("video", f"youtube-{ID}-t90") + block_marker("video", "vimeo-7"))
    page.goto("/hips/", wait_until="networkidle")
    assert requests_elsewhere == []
    page.get_by_role("button", name="Play the video Plays from YouTube").click()
    frame = page.frame_locator("iframe[title='Play the video']")
    expect(frame.get_by_text("Plays.")).to_be_visible()
    assert requests_elsewhere == [f"https://www.youtube-nocookie.com/embed/{ID}?autoplay=1&rel=0&start=90"]
    expect(page.get_by_role("button", name="Plays from Vimeo")).to_be_visible()


def test_video_is_played_by_keyboard(page: Page, requests_elsewhere: list[str]) -> None:
    make_post("hips", body=block_marker("video", "vimeo-7"))
    page.goto("/hips/")
    page.get_by_role("button", name="Plays from Vimeo").focus()
    page.keyboard.press("Enter")
    expect(page.locator("iframe")).to_be_focused()
    assert requests_elsewhere == ["https://player.vimeo.com/video/7?autoplay=1&dnt=1"]


def test_video_is_a_named_link_without_script(new_context: NewContext) -> None:
    still = make_picture(alternative_text="How to squat")
    make_post("hips", body=block_marker("video", f"youtube-{ID}-p{still.pk}"))
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/hips/")
    link = page.get_by_role("link", name="How to squat Plays from YouTube")
    expect(link).to_have_attribute("href", f"https://www.youtube.com/watch?v={ID}")
