"""Unsaved text in the admin: kept on the device, restored, sent after signing in again."""

import io
import re
from typing import Any

from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from comments.models import Comment
from offers.models import Offer
from tests.factories import make_comment, make_offer, make_post, make_user
from tests.waiting import wait_for

TEXT = "#id_line"
KEPT = ".draft-kept"
ADD = "/admin/offers/offer/add/"


def sign_in(page: Page, email: str = "mara@example.org", password: str = "a-long-password") -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def write_offer(page: Page) -> None:
    page.goto(ADD)
    for name, words in (("name", "Strong hips"), ("button", "Join in"), ("target", "/apply/")):
        page.locator(f"#id_{name}").fill(words)
    page.locator(TEXT).fill("All my words")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).first.click()


def drafts_on_device(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('admin-draft:'))")


def expect_no_draft(page: Page) -> None:
    wait_for(page, "!Object.keys(localStorage).some((key) => key.startsWith('admin-draft:'))")


def test_draft_is_restored_and_deleted_once_saved(staff: Page) -> None:
    write_offer(staff)
    staff.goto("/admin/")
    staff.goto(ADD)
    expect(staff.locator(KEPT)).to_contain_text(re.compile(r"Your text from \d+:\d\d.* was kept"))
    expect(staff.locator("#id_name")).to_have_value("Strong hips")
    expect(staff.locator(TEXT)).to_have_value("All my words")
    save(staff)
    expect(staff.locator(".messagelist .success")).to_be_visible()
    assert Offer.objects.latest("pk").line == "All my words"
    expect_no_draft(staff)
    staff.goto(ADD)
    expect(staff.locator(TEXT)).to_be_visible()
    expect(staff.locator(KEPT)).to_have_count(0)


def test_discarded_draft_is_deleted(staff: Page) -> None:
    url = f"/admin/offers/offer/{make_offer(line='Before.').pk}/change/"
    staff.goto(url)
    staff.locator(TEXT).fill("All my words.")
    staff.goto(url)
    staff.locator(KEPT).get_by_role("button", name="Discard it").click()
    expect(staff.locator(TEXT)).to_have_value("Before.")
    expect(staff.locator(KEPT)).to_have_count(0)
    staff.goto(url)
    expect(staff.locator(TEXT)).to_have_value("Before.")
    expect(staff.locator(KEPT)).to_have_count(0)


def test_added_inline_rows_are_restored(staff: Page) -> None:
    staff.goto("/admin/accounts/profile/")
    staff.get_by_role("link", name="Mara Lindt").first.click()
    staff.wait_for_url("**/change/")
    staff.wait_for_load_state()
    for _ in range(2):
        staff.locator(".add-row a").click()
    staff.locator("#id_links-2-label").fill("My studio")
    staff.reload()
    expect(staff.locator("#id_links-2-label")).to_have_value("My studio")


def test_form_with_an_error_warns_before_leaving_and_keeps_the_draft(staff: Page) -> None:
    make_offer("strong-hips")
    write_offer(staff)
    staff.locator("#id_slug").fill("strong-hips")
    save(staff)
    expect(staff.locator(".field-slug .errorlist")).to_be_visible()
    expect(staff.locator(KEPT)).to_have_count(0)
    staff.wait_for_load_state("networkidle")  # The script begins with the load event.
    staff.locator("#id_slug").click()  # Chromium asks only on a page that somebody has touched.
    asked = []
    staff.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    staff.goto(ADD)
    assert asked == ["beforeunload"]
    expect(staff.locator(TEXT)).to_have_value("All my words")


def choose_picture_and_fail(page: Page) -> None:
    make_offer("strong-hips")
    write_offer(page)
    page.locator("#id_slug").fill("strong-hips")
    picture = io.BytesIO()
    Image.new("RGB", (90, 60), "tomato").save(picture, "JPEG")
    file = FilePayload(name="squat.jpg", mimeType="image/jpeg", buffer=picture.getvalue())
    page.locator("input[name=picture]").set_input_files(file)


def test_uploaded_file_is_kept_after_a_form_error(staff: Page) -> None:
    choose_picture_and_fail(staff)
    expect(staff.locator(".field-picture")).to_contain_text("It has arrived")
    save(staff)
    expect(staff.locator(".field-slug .errorlist")).to_be_visible()
    expect(staff.locator(".field-picture")).to_contain_text("“squat.jpg” has arrived")
    expect(staff.locator(".draft-file")).to_have_count(0)
    staff.locator("#id_slug").fill("strong-knees")
    save(staff)
    expect(staff.locator(".messagelist .success")).to_be_visible()
    assert Offer.objects.get(slug="strong-knees").picture


def test_file_lost_by_a_form_error_is_named(staff: Page, axe: Any, console_errors: list[str]) -> None:
    staff.route("**/uploads/**", lambda route: route.fulfill(status=422, json={"error": "No."}))
    choose_picture_and_fail(staff)
    save(staff)
    expect(staff.locator(".field-slug .errorlist")).to_be_visible()
    expect(staff.locator(".field-picture")).to_contain_text("“squat.jpg” was not saved with it")
    axe(staff)
    console_errors.clear()


def test_leaving_warns_only_about_unsaved_text(staff: Page) -> None:
    asked = []
    staff.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    staff.goto(ADD)
    staff.locator(TEXT).click()
    staff.goto("/admin/")
    assert asked == []
    write_offer(staff)
    staff.goto("/admin/")
    assert asked == ["beforeunload"]
    staff.goto(ADD)
    expect(staff.locator(KEPT)).to_be_visible()
    save(staff)
    expect(staff.locator(".messagelist .success")).to_be_visible()
    assert asked == ["beforeunload"]


def test_user_signs_in_again_without_leaving_the_form(staff: Page, axe: Any) -> None:
    write_offer(staff)
    staff.context.clear_cookies()
    save(staff)
    dialog = staff.get_by_role("dialog", name="You are no longer signed in")
    expect(dialog).to_be_visible()
    axe(staff)
    with staff.context.expect_page() as opened:
        dialog.get_by_role("link", name="Sign in").click()
    sign_in(opened.value)
    expect(opened.value.get_by_role("heading", name="You are signed in")).to_be_visible()
    axe(opened.value)
    expect(staff.locator(".messagelist .success")).to_be_visible()
    assert Offer.objects.latest("pk").line == "All my words"
    expect_no_draft(staff)


def test_draft_is_kept_on_the_way_to_the_sign_in_page(staff: Page) -> None:
    write_offer(staff)
    staff.context.clear_cookies()
    staff.reload()
    sign_in(staff)
    staff.wait_for_url(f"**{ADD}")
    expect(staff.locator(KEPT)).to_be_visible()
    expect(staff.locator(TEXT)).to_have_value("All my words")


def test_answer_in_the_inbox_is_kept_after_the_session_ended(staff: Page) -> None:
    comment = make_comment(make_post("hips"))
    staff.goto("/admin/")
    staff.locator("summary", has_text="Answer").click()
    staff.get_by_label("Your answer").fill("Three sets of five.")
    staff.context.clear_cookies()
    staff.get_by_role("button", name="Publish the answer").or_(
        staff.get_by_role("button", name="Approve and answer")
    ).click()
    with staff.context.expect_page() as opened:
        staff.get_by_role("dialog").get_by_role("link", name="Sign in").click()
    sign_in(opened.value)
    expect(staff.locator(f"#comment-{comment.pk}")).to_have_count(0)
    assert Comment.objects.get(parent=comment).text == "Three sets of five."
    staff.reload()
    expect_no_draft(staff)


def test_draft_answer_is_restored_in_the_inbox(staff: Page, axe: Any) -> None:
    make_comment(make_post("hips"))
    staff.goto("/admin/")
    staff.locator("summary", has_text="Answer").click()
    staff.get_by_label("Your answer").fill("Three sets of five.")
    staff.reload()
    expect(staff.get_by_label("Your answer")).to_have_value("Three sets of five.")
    expect(staff.locator(KEPT)).to_be_visible()
    axe(staff)


def test_draft_is_not_shown_to_another_user_of_the_device(staff: Page) -> None:
    make_user(email="ada@example.org", password="a-long-password", is_staff=True, is_superuser=True)
    write_offer(staff)
    staff.context.clear_cookies()
    staff.goto(ADD)
    sign_in(staff, "ada@example.org")
    staff.wait_for_url(f"**{ADD}")
    expect(staff.locator(TEXT)).to_be_visible()
    expect(staff.locator(KEPT)).to_have_count(0)
    expect(staff.locator("#id_name")).to_have_value("")


def test_draft_is_not_sent_by_another_signed_in_user(staff: Page) -> None:
    make_user(email="ada@example.org", password="a-long-password", is_staff=True, is_superuser=True)
    write_offer(staff)
    staff.context.clear_cookies()
    other = staff.context.new_page()
    other.goto("/admin/")
    sign_in(other, "ada@example.org")
    expect(other.locator(".frame-account")).to_be_visible()
    save(staff)
    expect(staff.get_by_role("dialog", name="Somebody else is signed in here")).to_be_visible()
    assert not Offer.objects.exists()


def test_signing_out_leaves_nothing_on_the_device(staff: Page) -> None:
    write_offer(staff)
    assert len(drafts_on_device(staff)) == 1
    staff.locator(".frame-account summary").click()
    staff.get_by_role("button", name="Log out").click()
    staff.wait_for_load_state()
    expect_no_draft(staff)


def test_password_is_never_kept(staff: Page) -> None:
    staff.goto("/admin/accounts/user/add/")
    staff.locator("#id_email").fill("ada@example.org")
    staff.locator("#id_password1").fill("open-sesame-open")
    kept = staff.evaluate("JSON.stringify(localStorage)")
    assert "ada@example.org" in kept
    assert "sesame" not in kept


def test_lost_connection_keeps_the_text(staff: Page, console_errors: list[str]) -> None:
    write_offer(staff)
    staff.context.set_offline(True)
    save(staff)
    dialog = staff.get_by_role("dialog", name="The site can’t be reached")
    expect(dialog).to_be_visible()
    staff.context.set_offline(False)
    dialog.get_by_role("button", name="Send it now").click()
    expect(staff.locator(".messagelist .success")).to_be_visible()
    assert Offer.objects.latest("pk").line == "All my words"
    console_errors.clear()


def test_draft_older_than_another_change_is_refused_with_both_versions(staff: Page) -> None:
    offer = make_offer(name="Plan", headline="A plan", line="Before.", target="/apply/")
    url = f"/admin/offers/offer/{offer.pk}/change/"
    staff.goto(url)
    staff.locator("#id_name").fill("My name")
    Offer.objects.filter(pk=offer.pk).update(name="Their name", headline="Their headline")
    staff.goto(url)
    expect(staff.locator(KEPT)).to_be_visible()
    save(staff)
    expect(staff.locator(".stale")).to_contain_text("Their name")
    expect(staff.locator("#id_name")).to_have_value("My name")
    assert Offer.objects.latest("pk").name == "Their name"
    save(staff)
    expect(staff.locator(".messagelist .success")).to_be_visible()
    assert Offer.objects.latest("pk").name == "My name"
    assert Offer.objects.latest("pk").headline == "Their headline"
