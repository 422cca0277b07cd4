import io
from contextlib import suppress

import pytest
from PIL import Image
from playwright.sync_api import TimeoutError, expect

from blog.models import Page, Post
from tests.factories import make_category, make_page, make_post

EDITOR = ".tiptap"
LINK = ".prose-menubar__button:not(.disabled):text('insert_link')"


def save(desk):
    desk.get_by_role("button", name="Save", exact=True).first.click()
    expect(desk.locator(".messagelist .success")).to_be_visible()


def select_last_word(desk):
    """Nobody types as fast as these tests: what was pressed while the editor was still busy, it may pass over."""
    text = desk.locator(EDITOR)
    for _ in range(5):
        text.press("Control+End")
        text.press("Control+Shift+ArrowLeft")
        with suppress(TimeoutError):
            return desk.locator(LINK).first.wait_for(timeout=2000)
    pytest.fail("The editor takes no selection.")


def photo() -> dict:
    target = io.BytesIO()
    Image.new("RGB", (900, 600), "tomato").save(target, "JPEG")
    return {"name": "squat.jpg", "mimeType": "image/jpeg", "buffer": target.getvalue()}


def test_what_the_coach_writes_arrives_on_the_site(desk):
    make_category("Core")
    desk.goto("/admin/blog/post/add/")
    desk.get_by_label("Title").fill("Strong hips")
    text = desk.locator(EDITOR)
    text.click()
    desk.keyboard.type("## ")
    desk.keyboard.type("Why they matter")
    desk.keyboard.press("Enter")
    desk.keyboard.type("Hips carry ")
    desk.keyboard.press("Control+b")
    desk.keyboard.type("everything")
    desk.keyboard.press("Control+b")
    desk.keyboard.type(", read on: ")
    desk.keyboard.type("here")
    select_last_word(desk)
    desk.locator(LINK).first.click()
    desk.locator("dialog input[name=href]").fill("https://example.org/hips")
    desk.locator("dialog button[type=submit]").click()
    desk.locator("input[name=hero]").set_input_files(photo())
    desk.get_by_label("Core").check()
    desk.locator("input[name=tags]").fill("hips, strength")
    desk.get_by_label("published", exact=True).check()
    save(desk)

    post = Post.objects.get()
    assert post.slug == "strong-hips"
    desk.goto("/strong-hips/")
    expect(desk.locator("h2", has_text="Why they matter")).to_have_count(1)
    expect(desk.locator(".prose strong, p strong", has_text="everything")).to_have_count(1)
    expect(desk.locator("a[href='https://example.org/hips']", has_text="here")).to_have_count(1)


def test_imported_markup_survives_the_editor(desk):
    body = (
        '<h2>Plan</h2><figure><img src="/media/plan.jpg" alt="A plan"><figcaption>The plan</figcaption></figure>'
        "<table><tbody><tr><td><p>Mon</p></td><td><p>Squat</p></td></tr></tbody></table>"
        "<blockquote><p>Breathe.</p></blockquote>"
        "<ol><li><p>One</p></li></ol><p>x<sub>2</sub> <s>no</s> <u>yes</u> <code>a</code></p>"
    )
    page = make_page(body=body)
    desk.route("**/media/plan.jpg", lambda route: route.fulfill(body=photo()["buffer"], content_type="image/jpeg"))
    desk.goto(f"/admin/blog/page/{page.pk}/change/")
    desk.locator(EDITOR).get_by_text("Breathe.").click()
    desk.keyboard.type("!")
    save(desk)
    html = Page.objects.get().html
    assert "!" in html
    for part in ("figure", "figcaption", "table", "td", "blockquote", "ol", "sub", "s", "u", "code"):
        assert f"<{part}>" in html
    assert '<img src="/media/plan.jpg" alt="A plan">' in html


def test_refused_address_keeps_the_text(desk):
    make_post("strong-hips")
    desk.goto("/admin/blog/page/add/")
    desk.get_by_label("Title").fill("Strong hips")
    desk.locator(EDITOR).click()
    desk.keyboard.type("All my words")
    desk.get_by_role("button", name="Save", exact=True).first.click()
    expect(desk.locator(".field-slug .errorlist")).to_contain_text("is taken")
    expect(desk.locator(EDITOR)).to_have_text("All my words")


@pytest.mark.parametrize("width", [360, 1280])
def test_forms_are_open_to_everyone(desk, axe, width):
    desk.set_viewport_size({"width": width, "height": 900})
    post = make_post(title="Strong hips")
    for address in (
        "/admin/",
        "/admin/blog/post/",
        f"/admin/blog/post/{post.pk}/change/",
        "/admin/blog/category/add/",
        "/admin/blog/sitetexts/",
        "/admin/accounts/user/",
        "/admin/accounts/profile/add/",
    ):
        desk.goto(address)
        axe(desk)
