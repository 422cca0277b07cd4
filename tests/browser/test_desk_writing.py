"""An article is written at the desk: with the mouse, by keyboard alone, by thumb on a phone."""

import base64
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from blog.models import Post
from core.html import find_blocks
from media.models import Picture
from tests.browser.desk import (
    cards_of,
    click_at_end,
    drop,
    insert,
    open_desk,
    paste,
    photo,
    text_of,
    wait_until_ready,
    wait_until_saved,
)
from tests.factories import make_category, make_coach, make_offer, make_page, make_picture, make_post
from tests.waiting import wait_for

VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.fixture
def shelf(db: None) -> Picture:
    """A picture in the library; and there are an offer and a category."""
    make_offer("challenge", name="28-day challenge")
    make_category("Core")
    return make_picture(alternative_text="A bar on the floor")


def put_it_here(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="Put it here").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def choose_picture(page: Page, picture: Picture) -> None:
    page.locator(f"[name=picture][value='{picture.pk}']").check()
    page.get_by_role("button", name="Use").click()
    put_it_here(page)


def check_article(shelf: Picture) -> None:
    """Look at what the three ways to write must all have made."""
    post = Post.objects.get()
    kinds = sorted(kind for kind, _key in find_blocks(post.html))
    assert kinds == ["note", "offer", "picture", "picture", "picture", "video"]
    assert ("picture", str(shelf.pk)) in find_blocks(post.html)
    for part in ("<h2>Why they matter</h2>", "<li><p>Squat</p></li>", "<table>", "<p>Day</p>", "“lift” – and smiled."):
        assert part in post.html
    assert post.title == "Strong hips"
    assert post.slug == "strong-hips"


def test_article_is_written_with_the_mouse(staff: Page, shelf: Picture) -> None:
    open_desk(staff)
    staff.get_by_role("textbox", name="Title").click()
    staff.keyboard.type("Strong hips")
    text_of(staff).click()
    staff.keyboard.type("Why they matter")
    text_of(staff).get_by_text("Why they matter").select_text()
    staff.locator("#bubble").get_by_role("button", name="Heading", exact=True).click()
    click_at_end(staff)
    staff.keyboard.press("Enter")
    staff.keyboard.type('She said "lift" -- and smiled.')
    staff.keyboard.press("Enter")
    staff.keyboard.type("Squat")
    text_of(staff).get_by_text("Squat").select_text()
    staff.locator("#bubble summary").click()
    staff.locator("#bubble").get_by_role("button", name="List").click()
    click_at_end(staff)
    for _ in range(2):
        staff.keyboard.press("Enter")

    def put(kind: str) -> None:
        click_at_end(staff)
        staff.locator("#plus").click()
        staff.locator(f"#inserter [data-insert={kind}]").click()

    put("table")
    staff.keyboard.type("Day")
    staff.get_by_role("button", name="+ Row").click()
    click_at_end(staff)
    paste(staff, files=[photo("hip.jpg")])
    expect(cards_of(staff, "Picture")).to_have_count(1)
    drop(text_of(staff).get_by_text("She said"), photo("bar.jpg", "teal"))
    expect(cards_of(staff, "Picture")).to_have_count(2)
    put("picture")
    choose_picture(staff, shelf)
    put("video")
    staff.get_by_role("dialog").get_by_role("textbox").first.fill(VIDEO)
    put_it_here(staff)
    put("offer")
    put_it_here(staff)
    put("note")
    put_it_here(staff)
    staff.keyboard.type("Stop if it hurts.")
    wait_until_saved(staff)
    check_article(shelf)


def test_article_is_written_by_keyboard_alone(staff: Page, shelf: Picture) -> None:
    open_desk(staff)
    press = staff.keyboard.press
    staff.keyboard.type("Strong hips")
    press("Tab")
    staff.keyboard.type("A teaser.")
    press("Enter")
    expect(text_of(staff)).to_be_focused()
    staff.keyboard.type("## Why they matter")
    press("Enter")
    staff.keyboard.type('She said "lift" -- and smiled.')
    press("Enter")
    staff.keyboard.type("- Squat")
    press("Enter")
    press("Enter")
    insert(staff, "table")
    staff.keyboard.type("Day")
    press("Control+End")
    for file in (photo("hip.jpg"), photo("bar.jpg", "teal")):
        before = cards_of(staff, "Picture").count()
        paste(staff, files=[file])
        expect(cards_of(staff, "Picture")).to_have_count(before + 1)
        press("Control+End")
    insert(staff, "picture")
    staff.locator(f"[name=picture][value='{shelf.pk}']").focus()
    press("Space")
    staff.get_by_role("button", name="Use").focus()
    press("Enter")
    expect(staff.get_by_role("dialog")).to_have_count(1)
    staff.get_by_role("button", name="Put it here").focus()
    press("Enter")
    expect(cards_of(staff, "Picture")).to_have_count(3)
    press("Control+End")
    insert(staff, "video")
    expect(staff.get_by_role("dialog").get_by_role("textbox").first).to_be_focused()
    staff.keyboard.type(VIDEO)
    press("Enter")
    expect(cards_of(staff, "Video")).to_have_count(1)
    press("Control+End")
    insert(staff, "offer")
    staff.get_by_role("button", name="Put it here").focus()
    press("Enter")
    expect(cards_of(staff, "Offer")).to_have_count(1)
    press("Control+End")
    insert(staff, "note")
    staff.get_by_role("button", name="Put it here").focus()
    press("Enter")
    expect(cards_of(staff, "Note box")).to_have_count(1)
    staff.keyboard.type("Stop if it hurts.")
    wait_until_saved(staff)
    check_article(shelf)


def test_article_is_written_by_thumb(new_context: Any, sign_in: Any, shelf: Picture) -> None:
    context = new_context(has_touch=True, is_mobile=True)
    sign_in(context, make_coach())
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 780})
    open_desk(page)
    tools = page.get_by_role("toolbar", name="Text")

    def put(kind: str) -> None:
        text_of(page).press("Control+End")
        tools.get_by_role("button", name="Insert").tap()
        page.locator(f"#inserter [data-insert={kind}]").tap()

    page.get_by_role("textbox", name="Title").tap()
    page.keyboard.type("Strong hips")
    text_of(page).tap()
    tools.get_by_role("button", name="Heading", exact=True).tap()
    page.keyboard.type("Why they matter")
    page.keyboard.press("Enter")
    page.keyboard.type('She said "lift" -- and smiled.')
    page.keyboard.press("Enter")
    tools.get_by_role("button", name="List").tap()
    page.keyboard.type("Squat")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    put("table")
    page.keyboard.type("Day")
    text_of(page).press("Control+End")
    paste(page, files=[photo("hip.jpg")])
    expect(cards_of(page, "Picture")).to_have_count(1)
    text_of(page).press("Control+End")
    with page.expect_file_chooser() as chooser:
        put("camera")
    chooser.value.set_files({"name": "bar.jpg", "mimeType": "image/jpeg", "buffer": photo_bytes("teal")})
    expect(cards_of(page, "Picture")).to_have_count(2)
    put("picture")
    choose_picture(page, shelf)
    put("video")
    page.get_by_role("dialog").get_by_role("textbox").first.fill(VIDEO)
    put_it_here(page)
    put("offer")
    put_it_here(page)
    put("note")
    put_it_here(page)
    page.keyboard.type("Stop if it hurts.")
    wait_until_saved(page)
    check_article(shelf)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def photo_bytes(colour: str) -> bytes:
    return base64.b64decode(photo(colour=colour)["base64"])


def test_parts_are_moved_by_keyboard_and_by_their_handle(staff: Page) -> None:
    post = make_post(body="<p>One</p><p>Two</p><p>Three</p>", state=Post.State.DRAFT)
    open_desk(staff, post)
    text_of(staff).get_by_text("One").click()
    staff.keyboard.press("Alt+Shift+ArrowDown")
    wait_until_saved(staff)
    assert Post.objects.get().body == "<p>Two</p><p>One</p><p>Three</p>"
    text_of(staff).get_by_text("Three").hover()
    staff.get_by_role("button", name="Move or remove this part").click()
    staff.get_by_role("button", name="Move up").click()
    wait_until_saved(staff)
    assert Post.objects.get().body == "<p>Two</p><p>Three</p><p>One</p>"


def test_part_is_dragged_by_its_handle(staff: Page) -> None:
    post = make_post(body="<p>One</p><p>Two</p><p>Three</p>", state=Post.State.DRAFT)
    open_desk(staff, post)
    text_of(staff).get_by_text("One").hover()
    staff.get_by_role("button", name="Move or remove this part").hover()
    staff.mouse.down()
    box = text_of(staff).get_by_text("Three").bounding_box()
    assert box
    for step in range(5):
        staff.mouse.move(box["x"] + 20, box["y"] + step * box["height"] / 5)
    staff.mouse.up()
    wait_for(staff, "document.querySelector('.tiptap p').textContent === 'Two'")
    wait_until_saved(staff)
    assert Post.objects.get().body in ("<p>Two</p><p>Three</p><p>One</p>", "<p>Two</p><p>One</p><p>Three</p>")


def test_page_is_written(staff: Page) -> None:
    page = make_page(title="About", body="<p>Who we are.</p>", is_published=False)
    open_desk(staff, page)
    click_at_end(staff)
    staff.keyboard.type(" And why.")
    wait_until_saved(staff)
    page.refresh_from_db()
    assert page.body == "<p>Who we are. And why.</p>"
    expect(staff.get_by_role("textbox", name="Teaser")).to_have_count(0)


def test_link_is_found_among_own_articles(staff: Page) -> None:
    make_post("strong-knees", title="Strong knees")
    open_desk(staff, make_post("hips", body="<p>Read this</p>", state=Post.State.DRAFT))
    text_of(staff).get_by_text("Read this").select_text()
    text_of(staff).press("Control+k")
    staff.get_by_label("One of your articles, or an address").fill("knees")
    staff.get_by_role("button", name="Strong knees").click()
    expect(text_of(staff).get_by_role("link", name="Read this")).to_be_visible()
    wait_until_saved(staff)
    assert Post.objects.get(address__slug="hips").body == '<p><a href="/strong-knees/">Read this</a></p>'


def test_link_is_in_the_text_as_soon_as_it_is_chosen(staff: Page) -> None:
    """The dialog's event comes later: a key pressed before it would go where the cursor had been."""
    make_post("strong-knees", title="Strong knees")
    open_desk(staff, make_post("hips", body="<p>Read this</p>", state=Post.State.DRAFT))
    text_of(staff).get_by_text("Read this").select_text()
    text_of(staff).press("Control+k")
    staff.get_by_label("One of your articles, or an address").fill("knees")
    chosen = staff.get_by_role("button", name="Strong knees")
    html = chosen.evaluate("button => { button.click(); return document.querySelector('.tiptap').innerHTML; }")
    assert 'href="/strong-knees/"' in html
    assert text_of(staff).evaluate("text => text === document.activeElement")


def test_escape_leads_from_the_link_back_to_the_text(staff: Page) -> None:
    open_desk(staff, make_post(body="<p>Read this</p>", state=Post.State.DRAFT))
    click_at_end(staff)
    staff.keyboard.press("Control+k")
    staff.keyboard.press("Escape")
    expect(text_of(staff)).to_be_focused()
    # The editor puts the cursor back 20 ms after the browser has put it at the start.
    wait_for(staff, "() => getSelection().anchorOffset === getSelection().anchorNode.length")
    staff.keyboard.type(" now")
    wait_until_saved(staff)
    assert Post.objects.get().body == "<p>Read this now</p>"


def test_editor_keeps_imported_markup(staff: Page) -> None:
    body = (
        '<h2>Plan</h2><figure><img src="/media/plan.jpg" alt="A plan"><figcaption>The plan</figcaption></figure>'
        "<table><tbody><tr><td><p>Mon</p></td><td><p>Squat</p></td></tr></tbody></table>"
        "<blockquote><p>Breathe.</p></blockquote>"
        "<ol><li><p>One</p></li></ol><p>x<sub>2</sub> <s>no</s> <u>yes</u> <code>a</code></p>"
    )
    staff.route("**/media/plan.jpg", lambda route: route.fulfill(body=photo_bytes("teal"), content_type="image/jpeg"))
    post = make_post(body=body, state=Post.State.DRAFT)
    open_desk(staff, post)
    text_of(staff).get_by_text("Breathe.").click()
    staff.keyboard.press("End")
    staff.keyboard.type("!")
    wait_until_saved(staff)
    assert Post.objects.get().html == body.replace("Breathe.", "Breathe.!")


def test_opening_changes_nothing(staff: Page) -> None:
    """The editor may write the same text in another way."""
    post = make_post(body="<p>One</p>\n\n<h5>Two</h5>", state=Post.State.DRAFT)
    open_desk(staff, post)
    staff.get_by_role("textbox", name="Title").fill("Another title")
    wait_until_saved(staff)
    staff.reload()
    wait_until_ready(staff)
    assert Post.objects.get().body == "<p>One</p>\n\n<h5>Two</h5>"
    assert Post.objects.get().title == "Another title"


def test_key_counts_where_the_cursor_has_just_gone(staff: Page) -> None:
    """The browser says later that the selection has changed: on a busy phone after the next key."""
    open_desk(staff, make_post(body="<p>One</p><p>Two</p>", state=Post.State.DRAFT))
    text_of(staff).get_by_text("One").click()
    staff.keyboard.press("Home")
    staff.keyboard.press("Shift+End")
    wait_for(staff, "getSelection().toString() === 'One' && document.querySelector('#bubble:not([hidden])')")
    text_of(staff).evaluate(
        """(text) => {
          getSelection().collapse(text.children[1].firstChild, 3);
          const enter = { key: "Enter", keyCode: 13, bubbles: true, cancelable: true };
          text.dispatchEvent(new KeyboardEvent("keydown", enter));
        }"""
    )
    expect(text_of(staff).locator("p")).to_have_text(["One", "Two", ""])


def test_pasted_address_of_a_video_becomes_the_video(staff: Page, run_tasks: Any, monkeypatch: Any) -> None:
    def still(*args: Any) -> Picture:
        return make_picture(alternative_text="How to squat")

    monkeypatch.setattr("blog.remote_pictures.fetch_still", still)
    open_desk(staff, make_post(body="<p>One</p>", state=Post.State.DRAFT))
    click_at_end(staff)
    staff.keyboard.press("Enter")
    paste(staff, text=VIDEO)
    expect(cards_of(staff, "Video")).to_contain_text("The still of the video is on its way.")
    run_tasks()
    expect(cards_of(staff, "Video")).to_contain_text("How to squat")
    staff.keyboard.press("Control+z")
    expect(cards_of(staff, "Video")).to_have_count(0)
    expect(text_of(staff)).to_contain_text(VIDEO)
    staff.keyboard.press("Control+Shift+z")
    wait_until_saved(staff)
    assert find_blocks(Post.objects.get().html) == {("video", "youtube-dQw4w9WgXcQ")}


@pytest.mark.parametrize("address", ["https://example.org/film", "https://www.youtube.com/@mara"])
def test_pasted_address_of_something_else_stays(staff: Page, address: str) -> None:
    open_desk(staff, make_post(body="<p>One</p>", state=Post.State.DRAFT))
    click_at_end(staff)
    staff.keyboard.press("Enter")
    with staff.expect_response("**/blocks/at/"):
        paste(staff, text=address)
    wait_until_saved(staff)
    assert address in Post.objects.get().html
    expect(cards_of(staff, "Video")).to_have_count(0)


def test_title_grows_where_the_browser_can_not_do_that(staff: Page) -> None:
    staff.add_init_script("CSS.supports = () => false")
    open_desk(staff, make_post(title="Hips", state=Post.State.DRAFT))
    title = staff.get_by_role("textbox", name="Title")
    title.evaluate("field => field.style.fieldSizing = 'fixed'")
    title.fill("Strong hips " * 16)
    wait_for(staff, "document.querySelector('#title').scrollHeight <= document.querySelector('#title').clientHeight")
    one_line = "parseFloat(getComputedStyle(document.querySelector('#title')).lineHeight)"
    assert staff.evaluate(f"document.querySelector('#title').clientHeight > 2 * {one_line}")
