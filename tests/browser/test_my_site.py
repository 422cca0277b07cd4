"""The owner changes how the site looks, and sees it before it is saved."""

import pytest
from PIL import Image
from playwright.sync_api import expect

from blog.models import MenuEntry, SiteTexts
from tests.factories import make_coach, make_page, make_post
from tests.waiting import wait_for

ADMIN = "/admin/blog/sitetexts"


@pytest.fixture
def preview(staff):
    make_post("hips")
    make_page("about")
    return staff.frame_locator(".my-site-preview iframe")


def test_preview_follows_what_is_typed(staff, preview, check_page):
    staff.goto(f"{ADMIN}/front/")
    staff.get_by_label("Tagline").fill("Stand up slowly.")
    expect(preview.get_by_role("heading", level=1)).to_have_text("Stand up slowly.")
    check_page(staff)


def test_colours_and_a_dark_device_are_shown(staff, preview, check_page):
    staff.goto(f"{ADMIN}/look/")
    expect(preview.locator("main")).to_be_visible()
    staff.get_by_label("Sea and amber").check()
    expect(preview.locator('link[href*="public-sea"]')).to_be_attached()
    staff.get_by_role("button", name="Dark", exact=True).click()
    frame = "getComputedStyle(document.querySelector('iframe').contentDocument.documentElement).backgroundColor"
    wait_for(staff, f"{frame} === 'rgb(22, 19, 17)'")
    check_page(staff)


def test_new_logo_is_shown_before_the_form_is_saved(staff, preview, tmp_path):
    Image.new("RGB", (300, 100), "navy").save(tmp_path / "logo.png")
    staff.goto(f"{ADMIN}/look/")
    staff.locator("#id_logo").set_input_files(tmp_path / "logo.png")
    expect(preview.locator(".site-name img")).to_be_visible()
    assert SiteTexts.load().logo is None
    staff.get_by_role("button", name="Save").first.click()
    staff.get_by_text("Readers see it now.").wait_for()
    assert SiteTexts.load().logo


@pytest.mark.parametrize("way", ["keys", "mouse"])
def test_entry_is_moved_by_keys_and_by_mouse(staff, preview, check_page, way):
    staff.goto(f"{ADMIN}/menu/")
    handle = staff.get_by_role("button", name="Move About")
    if way == "keys":
        handle.focus()
        staff.keyboard.press("ArrowUp")
    else:
        handle.hover()
        staff.mouse.down()
        target = staff.get_by_role("button", name="Move Articles").bounding_box()
        staff.mouse.move(target["x"] + 10, target["y"] - 5, steps=5)
        staff.mouse.up()
    expect(preview.locator(".site-header .menu a").first).to_have_text("About")
    check_page(staff)
    staff.get_by_role("button", name="Save").first.click()
    staff.get_by_text("Readers see it now.").wait_for()
    labels = MenuEntry.objects.filter(place="menu").values_list("label", flat=True)
    assert list(labels) == ["Podcast", "About", "Articles"]


def test_preview_shows_the_footer_and_the_page_stays_at_its_form(staff, preview):
    staff.set_viewport_size({"width": 360, "height": 740})
    staff.goto(f"{ADMIN}/footer/")
    expect(preview.locator(".site-footer")).to_be_attached()
    wait_for(staff, "document.querySelector('iframe').contentWindow.scrollY > 0")
    assert staff.evaluate("scrollY") == 0


def test_menu_is_ordered_without_script(new_context, sign_in):
    context = new_context(java_script_enabled=False)
    sign_in(context, make_coach())
    page = context.new_page()
    page.goto(f"{ADMIN}/menu/")
    page.get_by_label("Place").first.fill("9")
    page.get_by_role("button", name="Save").first.click()
    page.get_by_text("Readers see it now.").wait_for()
    assert MenuEntry.objects.filter(place="menu").last().label == "Podcast"
