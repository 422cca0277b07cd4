import io
from contextlib import suppress

import pytest
from PIL import Image
from playwright.sync_api import TimeoutError, expect

from blog.models import Page, Post
from tests.factories import make_category, make_page, make_post

EDITOR = ".tiptap"
LINK = ".prose-menubar__button:not(.disabled):text('insert_link')"


def save(staff):
    staff.get_by_role("button", name="Save", exact=True).first.click()
    expect(staff.locator(".messagelist .success")).to_be_visible()


def select_last_word(staff):
    """The editor may miss keys that are pressed while it is still busy, as these tests type very fast."""
    text = staff.locator(EDITOR)
    for _ in range(5):
        text.press("Control+End")
        text.press("Control+Shift+ArrowLeft")
        with suppress(TimeoutError):
            return staff.locator(LINK).first.wait_for(timeout=2000)
    pytest.fail("The editor takes no selection.")


def photo() -> dict:
    target = io.BytesIO()
    Image.new("RGB", (900, 600), "tomato").save(target, "JPEG")
    return {"name": "squat.jpg", "mimeType": "image/jpeg", "buffer": target.getvalue()}


def test_text_written_by_the_coach_is_shown_on_the_site(staff):
    make_category("Core")
    staff.goto("/admin/blog/post/add/")
    staff.get_by_label("Title").fill("Strong hips")
    text = staff.locator(EDITOR)
    text.click()
    staff.keyboard.type("## ")
    staff.keyboard.type("Why they matter")
    staff.keyboard.press("Enter")
    staff.keyboard.type("Hips carry ")
    staff.keyboard.press("Control+b")
    staff.keyboard.type("everything")
    staff.keyboard.press("Control+b")
    staff.keyboard.type(", read on: ")
    staff.keyboard.type("here")
    select_last_word(staff)
    staff.locator(LINK).first.click()
    staff.locator("dialog input[name=href]").fill("https://example.org/hips")
    staff.locator("dialog button[type=submit]").click()
    staff.locator("input[name=hero]").set_input_files(photo())
    staff.get_by_label("Core").check()
    staff.locator("input[name=tags]").fill("hips, strength")
    staff.get_by_label("published", exact=True).check()
    save(staff)

    post = Post.objects.get()
    assert post.slug == "strong-hips"
    staff.goto("/strong-hips/")
    expect(staff.locator("h2", has_text="Why they matter")).to_have_count(1)
    expect(staff.locator(".prose strong, p strong", has_text="everything")).to_have_count(1)
    expect(staff.locator("a[href='https://example.org/hips']", has_text="here")).to_have_count(1)


def test_editor_keeps_imported_markup(staff):
    body = (
        '<h2>Plan</h2><figure><img src="/media/plan.jpg" alt="A plan"><figcaption>The plan</figcaption></figure>'
        "<table><tbody><tr><td><p>Mon</p></td><td><p>Squat</p></td></tr></tbody></table>"
        "<blockquote><p>Breathe.</p></blockquote>"
        "<ol><li><p>One</p></li></ol><p>x<sub>2</sub> <s>no</s> <u>yes</u> <code>a</code></p>"
    )
    page = make_page(body=body)
    staff.route("**/media/plan.jpg", lambda route: route.fulfill(body=photo()["buffer"], content_type="image/jpeg"))
    staff.goto(f"/admin/blog/page/{page.pk}/change/")
    staff.locator(EDITOR).get_by_text("Breathe.").click()
    staff.keyboard.type("!")
    save(staff)
    html = Page.objects.get().html
    assert "!" in html
    for part in ("figure", "figcaption", "table", "td", "blockquote", "ol", "sub", "s", "u", "code"):
        assert f"<{part}>" in html
    assert '<img src="/media/plan.jpg" alt="A plan">' in html


def test_refused_slug_keeps_the_text(staff):
    make_post("strong-hips")
    staff.goto("/admin/blog/page/add/")
    staff.get_by_label("Title").fill("Strong hips")
    staff.locator(EDITOR).click()
    staff.keyboard.type("All my words")
    staff.get_by_role("button", name="Save", exact=True).first.click()
    expect(staff.locator(".field-slug .errorlist")).to_contain_text("is taken")
    expect(staff.locator(EDITOR)).to_have_text("All my words")


def test_forms_are_accessible(staff, check_page):
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
        staff.goto(address)
        check_page(staff)
