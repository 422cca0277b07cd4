"""An episode on a phone: listen while reading, jump by chapter and transcript, go on later; and without script."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from podcast.models import Episode
from search.filling import fill
from tests.audio import silent_mp3
from tests.browser.conftest import CheckAxe
from tests.factories import make_episode, make_picture, make_post, make_show
from tests.waiting import wait_for

PHONE = {"width": 360, "height": 740}
# What a person waits for on a slow machine, in milliseconds.
PATIENCE = 60_000

VTT = "WEBVTT\n" + "".join(
    f"\n00:{second // 60:02}:{second % 60:02}.000 --> 00:{second // 60:02}:{second % 60 + 4:02}.000\n"
    f"<v {'Mara' if second % 20 else 'Nadia'}>At {second} seconds we breathe out and lift.\n"
    for second in range(0, 300, 10)
)


@pytest.fixture(autouse=True)
def _site_serves_audio_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's live server would send whole files, in which no browser can jump."""
    monkeypatch.setattr("django.test.testcases._MediaFilesHandler._should_handle", lambda handler, path: False)


@pytest.fixture
def episode(transactional_db: None) -> Episode:
    make_show(title="Strong Enough", picture=make_picture(1400, 1400), directories_text="https://overcast.fm/x")
    file = ContentFile(silent_mp3(300), "talk.mp3")
    post = make_post("bad-days", title="On bad days", body="<p>Breathe out and lift.</p>" * 40)
    return make_episode(
        post,
        audio=file,
        size=file.size,
        duration=300,
        transcript=VTT,
        chapters="0:00 Begin\n2:00 Bad days\n4:00 Walk",
        guests="Nadia Brandt https://nadia.example/",
    )


@pytest.fixture
def listener(page: Page, episode: Episode) -> Page:
    page.set_default_timeout(PATIENCE)
    page.set_viewport_size(PHONE)
    page.emulate_media(reduced_motion="reduce")
    page.goto("/bad-days/")
    expect(page.get_by_role("group", name="Player")).to_be_visible(timeout=PATIENCE)
    return page


def wait_until_heard(page: Page, seconds: float) -> None:
    """Wait until what comes after this moment is heard."""
    wait_for(
        page, f"(audio => !audio.paused && audio.currentTime > {seconds})(document.querySelector('audio'))", seconds=60
    )


def is_playing(page: Page) -> bool:
    return bool(page.evaluate("!document.querySelector('audio').paused"))


def bar(page: Page) -> Locator:
    return page.locator(".controls[data-docked]")


def play(page: Page) -> None:
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible(timeout=PATIENCE)
    wait_until_heard(page, 0)


def test_audio_goes_on_in_a_bar_while_one_reads(listener: Page, axe: CheckAxe) -> None:
    axe(listener)
    play(listener)
    wait_for(listener, "navigator.mediaSession.metadata?.title === 'On bad days'", seconds=60)
    expect(bar(listener)).to_have_count(0)
    listener.get_by_role("heading", name="comments").scroll_into_view_if_needed()
    expect(bar(listener)).to_be_visible(timeout=PATIENCE)
    assert is_playing(listener)
    expect(bar(listener).get_by_role("link", name="On bad days")).to_be_visible()
    axe(listener)
    assert listener.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    bar(listener).get_by_role("button", name="Close the player").click()
    expect(bar(listener)).to_have_count(0)
    assert not is_playing(listener)


def test_chapter_is_played_and_marked(listener: Page) -> None:
    chapter = listener.get_by_role("link", name="2:00 Bad days")
    chapter.click()
    wait_until_heard(listener, 120)
    expect(chapter).to_have_attribute("aria-current", "true", timeout=PATIENCE)
    expect(listener.locator(".player__chapters [aria-current]")).to_have_count(1)


def test_transcript_is_followed_and_jumped_by(listener: Page, axe: CheckAxe) -> None:
    listener.get_by_text("Transcript", exact=True).last.click()
    link = listener.get_by_role("link", name="Listen from 3:20")
    link.click()
    wait_until_heard(listener, 200)
    expect(link).to_have_attribute("aria-current", "true", timeout=PATIENCE)
    axe(listener)


def test_keys_move_and_speed_is_kept(listener: Page) -> None:
    listener.get_by_label("Speed").select_option("1.5")
    listener.get_by_role("button", name="On 30 seconds").press("Enter")
    listener.get_by_role("button", name="On 30 seconds").press("Enter")
    listener.get_by_role("button", name="Back 15 seconds").press("Enter")
    slider = listener.get_by_role("slider", name="Place")
    expect(slider).to_have_attribute("aria-valuetext", "0:45 of 5:00")
    slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "0:46 of 5:00")
    play(listener)
    wait_until_heard(listener, 46)
    assert listener.evaluate("document.querySelector('audio').playbackRate") == 1.5
    listener.reload()
    expect(listener.get_by_label("Speed")).to_have_value("1.5", timeout=PATIENCE)


def test_place_is_kept_on_the_device(listener: Page) -> None:
    listener.get_by_role("link", name="2:00 Bad days").click()
    wait_until_heard(listener, 120)
    listener.get_by_role("button", name="Pause").click()
    listener.reload()
    slider = listener.get_by_role("slider", name="Place")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("^2:[0-5][0-9] of 5:00$"), timeout=PATIENCE)
    play(listener)
    wait_until_heard(listener, 120)


def test_end_of_the_episode_leads_back_to_its_begin(listener: Page) -> None:
    slider = listener.get_by_role("slider", name="Place")
    slider.press("End")
    for _second in range(2):
        slider.press("ArrowLeft")
    play_button = listener.get_by_role("button", name="Play", exact=True)
    play_button.click()
    expect(slider).to_have_attribute("aria-valuetext", "0:00 of 5:00", timeout=PATIENCE)
    expect(play_button).to_be_visible(timeout=PATIENCE)
    assert listener.evaluate("localStorage.getItem('podcast:places')") in (None, "[]")


def test_hit_of_the_search_opens_the_transcript_at_its_moment(page: Page, episode: Episode) -> None:
    page.set_default_timeout(PATIENCE)
    Episode.objects.update(transcript=f"{VTT}\n00:04:50.000 --> 00:04:55.000\n<v Tom>My sacrum creaks.\n")
    fill()
    page.set_viewport_size(PHONE)
    page.goto("/search/?q=sacrum")
    page.get_by_role("link", name="On bad days").click()
    expect(page.get_by_text("My sacrum creaks.")).to_be_in_viewport(timeout=PATIENCE)
    expect(page.get_by_role("slider", name="Place")).to_have_attribute("aria-valuetext", "4:50 of 5:00")


def test_audio_that_is_gone_is_said(page: Page, transactional_db: None, console_errors: list[str]) -> None:
    page.set_default_timeout(PATIENCE)
    make_episode(make_post("gone"), address="http://127.0.0.1:9/talk.mp3")
    page.goto("/gone/")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_text("can’t be played here")).to_be_visible(timeout=PATIENCE)
    console_errors.clear()


def test_page_of_the_podcast_leads_to_an_episode(page: Page, episode: Episode, check_page: Callable[..., None]) -> None:
    page.set_default_timeout(PATIENCE)
    page.emulate_media(reduced_motion="reduce")
    page.goto("/podcast/")
    check_page(page)
    page.get_by_role("link", name="On bad days").click()
    expect(page.get_by_role("group", name="Player")).to_be_visible(timeout=PATIENCE)


@pytest.fixture
def without_script(browser: Browser, base_url: str, episode: Episode, browser_context_args: dict[str, Any]) -> Any:
    context: BrowserContext = browser.new_context(
        **{**browser_context_args, "viewport": PHONE, "base_url": base_url, "java_script_enabled": False}
    )
    yield context.new_page()
    context.close()


def test_without_script_there_is_the_player_of_the_browser(without_script: Page, episode: Episode) -> None:
    page = without_script
    page.goto("/bad-days/")
    expect(page.locator("audio[controls]")).to_be_visible()
    expect(page.get_by_role("button", name="Back 15 seconds")).to_have_count(0)
    chapter = page.get_by_role("link", name="2:00 Bad days")
    assert chapter.get_attribute("href") == f"{episode.audio.url}#t=120"
    page.locator("summary", has_text="Transcript").click()
    expect(page.get_by_text("At 0 seconds we breathe")).to_be_visible()


def test_audio_is_added_at_the_desk(staff: Page, tmp_path: Any, axe: CheckAxe) -> None:
    staff.set_default_timeout(PATIENCE)
    file = tmp_path / "talk.mp3"
    file.write_bytes(silent_mp3(300) + silent_mp3(300))
    post = make_post("desk-talk", state="draft", published_at=None)
    staff.goto(f"/admin/blog/post/{post.pk}/change/")
    staff.get_by_role("link", name="Audio").click()
    staff.get_by_label("Audio file").set_input_files(file)
    expect(staff.get_by_text("It has arrived.")).to_be_visible(timeout=PATIENCE)
    staff.get_by_label("Chapters").fill("0:00 Begin\n2:30 Bad days")
    axe(staff)
    staff.get_by_role("button", name="Save").click()
    expect(staff.get_by_text("The article has audio now.")).to_be_visible(timeout=PATIENCE)
    assert Episode.objects.get(post=post).duration == 600
