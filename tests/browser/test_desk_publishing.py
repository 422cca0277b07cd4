"""What becomes of a text: looked at, shown to a guest, checked, scheduled, updated, compared, taken back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.roles import Role
from blog.models import Post
from tests.browser.desk import click_at_end, open_desk, text_of, wait_until_ready, wait_until_saved
from tests.factories import make_coach, make_post, make_user
from tests.waiting import wait_for


def draft(**fields: Any) -> Post:
    return make_post(
        **{"slug": "hips", "title": "Hips", "body": "<p>Lift it.</p>", "state": Post.State.DRAFT, **fields}
    )


def open_publishing(page: Page) -> Any:
    page.locator("#primary").click()
    dialog = page.get_by_role("dialog", name="Before it goes out")
    expect(dialog).to_be_visible()
    return dialog


def act_in_settings(page: Page, name: str) -> None:
    page.get_by_role("button", name="Settings").click()
    page.get_by_text("Unpublish").click()
    page.get_by_role("button", name=name).click()


def test_look_shows_the_text_beside_and_follows_it(staff: Page) -> None:
    open_desk(staff, draft())
    staff.get_by_role("button", name="Preview").click()
    staff.get_by_role("button", name="As on a phone, beside it").click()
    frame = staff.frame_locator("#beside iframe")
    expect(frame.get_by_text("Lift it.")).to_be_visible()
    click_at_end(staff)
    staff.keyboard.type(" Two.")
    expect(frame.get_by_text("Lift it. Two.")).to_be_visible()
    staff.get_by_role("button", name="Preview").click()
    staff.get_by_role("button", name="As on a phone, beside it").click()
    expect(staff.locator("#beside")).to_be_hidden()


def test_guest_sees_the_draft_until_the_link_is_closed(staff: Page, new_context: Any) -> None:
    open_desk(staff, draft())
    staff.get_by_role("button", name="Preview").click()
    staff.get_by_role("button", name="A link for somebody else").click()
    said = staff.get_by_text("Whoever has this link")
    address = said.inner_text().split(": ")[-1]
    guest = new_context().new_page()
    guest.goto(address)
    expect(guest.get_by_text("Lift it.")).to_be_visible()
    staff.get_by_role("button", name="Preview").click()
    staff.get_by_role("button", name="Close that link").click()
    expect(staff.get_by_text("That link no longer works.")).to_be_visible()
    guest.goto(address)
    expect(guest.get_by_text("Lift it.")).to_have_count(0)


def test_checklist_shows_the_place_and_only_an_empty_text_stops(staff: Page, console_errors: list[str]) -> None:
    open_desk(staff, draft(body=""))
    dialog = open_publishing(staff)
    dialog.get_by_role("button", name="Publish").click()
    expect(dialog.get_by_role("alert")).to_contain_text("There is no text yet")
    console_errors.clear()  # The browser reports the answer 422.
    dialog.get_by_role("button", name="Back to the text").click()
    text_of(staff).click()
    staff.keyboard.type("Words, TK.")
    dialog = open_publishing(staff)
    row = dialog.get_by_role("listitem").filter(has_text="topic")
    row.get_by_role("button", name="Show me").click()
    expect(staff.get_by_role("dialog", name="Settings")).to_be_visible()
    staff.keyboard.press("Escape")
    open_publishing(staff).get_by_role("button", name="Publish").click()
    expect(staff.get_by_text("It is public.")).to_be_visible()
    assert Post.objects.get().is_public


def test_article_goes_out_at_its_minute_without_a_worker(
    staff: Page, new_context: Any, clock: Callable[..., None]
) -> None:
    open_desk(staff, draft())
    dialog = open_publishing(staff)
    dialog.get_by_label("At a date").check()
    dialog.get_by_label("Goes out on").fill("2031-11-30T08:00")
    expect(dialog.get_by_text("Goes out on Sunday, November 30, 2031 at 8:00")).to_be_visible()
    at = timezone.now() + timedelta(minutes=3)
    dialog.get_by_label("Goes out on").fill(at.strftime("%Y-%m-%dT%H:%M"))
    dialog.get_by_role("button", name="Schedule").click()
    expect(staff.locator("[data-part=state]")).to_contain_text("Goes out")
    reader = new_context().new_page()
    assert reader.goto("/hips/").status == 404
    clock(minutes=4)
    assert reader.goto("/hips/").status == 200
    expect(reader.get_by_text("Lift it.")).to_be_visible()


def test_public_article_changes_only_with_update(staff: Page) -> None:
    post = draft(state=Post.State.PUBLISHED)
    open_desk(staff, post)
    click_at_end(staff)
    staff.keyboard.type(" Two.")
    wait_until_saved(staff)
    expect(staff.locator("[data-part=state]")).to_contain_text("changes not public yet")
    post.refresh_from_db()
    assert post.body == "<p>Lift it.</p>"
    open_publishing(staff).get_by_role("button", name="Update").click()
    expect(staff.get_by_text("It is public.")).to_be_visible()
    post.refresh_from_db()
    assert post.body == "<p>Lift it. Two.</p>"


def test_version_is_compared_brought_back_and_that_is_undone(staff: Page) -> None:
    post = draft(state=Post.State.PUBLISHED)
    open_desk(staff, post)
    click_at_end(staff)
    staff.keyboard.type(" Two.")
    open_publishing(staff).get_by_role("button", name="Update").click()
    expect(staff.get_by_text("It is public.")).to_be_visible()

    def bring_back(row: int) -> None:
        staff.get_by_role("button", name="Settings").click()
        staff.get_by_role("link", name="Versions").click()
        staff.locator(".version__time").nth(row).click()
        staff.get_by_role("button", name="Bring this version back").click()
        wait_until_ready(staff)

    bring_back(-1)
    expect(text_of(staff)).to_have_text("Lift it.")
    bring_back(1)
    expect(text_of(staff)).to_have_text("Lift it. Two.")


def test_slug_is_changed_and_the_old_one_redirects(staff: Page) -> None:
    open_desk(staff, draft(state=Post.State.PUBLISHED))
    staff.get_by_role("button", name="Settings").click()
    staff.get_by_label("Address", exact=True).fill("strong-hips")
    staff.keyboard.press("Escape")
    open_publishing(staff).get_by_role("button", name="Update").click()
    expect(staff.get_by_text("It is public.")).to_be_visible()
    assert staff.goto("/hips/").url.endswith("/strong-hips/")


def test_article_is_unpublished_binned_and_restored(staff: Page) -> None:
    post = draft(state=Post.State.PUBLISHED)
    open_desk(staff, post)
    act_in_settings(staff, "Make it a draft again")
    expect(staff.locator("[data-part=state]")).to_have_text("Draft")
    assert staff.request.get("/hips/").status == 404
    staff.get_by_role("button", name="Settings").click()
    staff.get_by_role("link", name="Put into the bin").click()
    staff.get_by_role("button", name="Put into the bin").click()
    staff.get_by_role("button", name="Undo").click()
    expect(staff.get_by_text("is restored")).to_be_visible()
    assert not Post.objects.get().is_binned


def test_category_is_added_and_search_is_drawn(staff: Page) -> None:
    open_desk(staff, draft(teaser="A teaser."))
    staff.get_by_role("button", name="Settings").click()
    drawer = staff.get_by_role("dialog", name="Settings")
    drawer.get_by_label("New topic").fill("Knees")
    drawer.get_by_role("button", name="Add", exact=True).click()
    expect(drawer.get_by_label("Knees")).to_be_checked()
    drawer.get_by_label("Title in search").fill("Hips that hold")
    expect(drawer.locator("[data-drawn=search-title]")).to_have_text("Hips that hold")
    expect(drawer.locator("[data-drawn=search-description]")).to_have_text("A teaser.")
    staff.keyboard.press("Escape")
    wait_until_saved(staff)
    post = Post.objects.get()
    assert [category.name for category in post.categories.all()] == ["Knees"]
    assert post.search_title == "Hips that hold"


def test_writer_asks_for_a_review(page: Page, sign_in: Any) -> None:
    writer = make_user(is_staff=True, role=Role.WRITER)
    sign_in(page.context, writer)
    open_desk(page, draft(author=writer))
    dialog = open_publishing(page)
    dialog.get_by_role("button", name="Ask for review").click()
    expect(page.locator("[data-part=state]")).to_contain_text("waits for a review")


def test_colleague_is_announced(staff: Page, new_context: Any, sign_in: Any) -> None:
    post = draft()
    other = new_context()
    sign_in(other, make_coach(display_name="Anna Berg", email="anna@example.org"))
    open_desk(other.new_page(), post)
    open_desk(staff, post)
    wait_for(
        staff,
        "document.querySelector('[data-part=presence]').textContent.includes('Anna Berg has had this open since')",
    )


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_desk_is_accessible(staff: Page, check_page: Any, width: int) -> None:
    open_desk(staff, draft(body="<h2>One</h2><p>Two, TK.</p><ul><li><p>Three</p></li></ul>"))
    check_page(staff, width)
    staff.get_by_role("button", name="Settings").click()
    check_page(staff, width)
    staff.keyboard.press("Escape")
    open_publishing(staff)
    check_page(staff, width)
