"""The lists of the admin on a phone and a tablet, with the rows of the sample site."""

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from tests.factories import make_coach, make_mail, make_post
from tests.waiting import wait_for

FITS = """width => innerWidth === width && [document.documentElement, ...document.querySelectorAll(".results")]
  .every((part) => part.scrollWidth <= part.clientWidth)"""


def lists():
    for model in admin.site._registry:
        try:
            yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        except NoReverseMatch:  # One row, and no list.
            continue


@pytest.mark.usefixtures("_sample_site")
def test_lists_do_not_scroll_sideways(staff, axe):
    make_mail()
    for path in lists():
        staff.goto(path)
        for width in (768, 360):
            staff.set_viewport_size({"width": width, "height": 740})
            # The editor's toolbar follows a new width a moment later.
            wait_for(staff, FITS, width)
        axe(staff)


def test_rows_are_put_into_the_bin_and_back_on_a_phone(staff):
    post = make_post(title="Strong hips", author=make_coach(display_name="Kim"))
    staff.set_viewport_size({"width": 360, "height": 740})
    staff.goto("/admin/blog/post/")
    button = staff.get_by_role("button", name="Put into the bin")
    assert not button.is_visible()
    staff.get_by_label("Choose Strong hips").check()
    button.click()
    staff.get_by_role("button", name="Undo").click()
    staff.get_by_text("is restored with its comments").wait_for()
    post.refresh_from_db()
    assert not post.is_binned


def test_box_finds_from_any_page_and_leads_there(staff, check_page):
    make_post(title="Strong hips", author=make_coach(display_name="Kim"), state="draft", published_at=None)
    staff.goto("/admin/media/picture/")
    staff.get_by_label("Find articles, comments, applications and people").fill("hips")
    staff.keyboard.press("Enter")
    staff.wait_for_url("**/admin/find/?q=hips")
    check_page(staff)
    staff.get_by_role("link", name="Strong hips").click()
    staff.wait_for_url("**/change/")
    staff.wait_for_load_state("networkidle")
