"""The library in a real browser: many uploads over a bad connection, the focal point, choosing in a dialog."""

import re
import time
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from django.core.files.base import File
from PIL import Image
from playwright.sync_api import Page, Route, expect

from media import library
from media.models import Label, Picture
from media.tasks import render_picture
from offers.models import Offer
from tests.browser.conftest import CheckPage
from tests.factories import make_document, make_offer, make_page, make_picture, make_post
from tests.waiting import wait_for

LIST = "/admin/media/picture/"


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Five JPEGs of several parts each."""
    return [make_photo(tmp_path / f"photo-{number}.jpg", number) for number in range(5)]


def make_photo(file: Path, number: int = 0, size: tuple[int, int] = (1200, 1000)) -> Path:
    Image.effect_noise(size, 60 + number).convert("RGB").save(file, "JPEG", quality=98)
    return file


def choose(page: Page, files: list[Path]) -> None:
    page.get_by_label("Add pictures").set_input_files(files)


def run_clock_until(page: Page, is_so: Callable[[], bool], seconds: float = 90) -> None:
    """Let the page's own time pass quickly until ``is_so``, for at most so many real seconds."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, page.get_by_role("status").text_content()
        page.clock.run_for(1000)
        page.wait_for_timeout(20)


def test_many_pictures_are_added_and_the_list_is_accessible(
    staff: Page, photos: list[Path], check_page: CheckPage
) -> None:
    picture = make_picture(alternative_text="A squat")
    picture.labels.set(Label.objects.named(["Gym", "Core"]))
    render_picture.call(picture.pk)
    make_picture(300, 200, name="small.jpg")
    staff.goto(LIST)
    choose(staff, photos)
    expect(staff.get_by_role("status")).to_have_text("5 of 5 are added.", timeout=30_000)
    check_page(staff, 360, 768, 1440)
    assert Picture.objects.count() == 7
    staff.get_by_role("link", name="Show them in the list").click()
    expect(staff.locator(".library-card")).to_have_count(7)


def test_dropped_files_are_added(staff: Page) -> None:
    staff.goto(LIST)
    staff.evaluate(
        """async () => {
          const canvas = new OffscreenCanvas(60, 40);
          canvas.getContext("2d").fillRect(0, 0, 60, 40);
          const transfer = new DataTransfer();
          transfer.items.add(new File([await canvas.convertToBlob({ type: "image/png" })], "dropped.png"));
          document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true }));
        }"""
    )
    expect(staff.get_by_role("status")).to_have_text("1 of 1 are added.")
    assert Picture.objects.get().name == "dropped.png"


def test_uploads_continue_over_a_breaking_connection(
    staff: Page, photos: list[Path], console_errors: list[str]
) -> None:
    """Each third request of a file is lost, on its way there or on its way back; every picture is added once.

    Six in a row would be given up, so they are counted by file.
    """
    staff.clock.install()
    sent, lost = Counter[str](), count()

    def break_often(route: Route) -> None:
        sent[route.request.url] += 1
        if sent[route.request.url] % 3:
            route.continue_()
            return
        if next(lost) % 2:
            route.fetch()
        route.abort()

    staff.goto(LIST)
    staff.route(lambda url: bool(re.search("/uploads/|/upload/", url)), break_often)
    choose(staff, photos)
    status = staff.get_by_role("status")
    run_clock_until(staff, lambda: status.text_content() == "5 of 5 are added.")
    assert sent.total() > 20
    assert next(lost) > 4
    assert sorted(Picture.objects.values_list("name", flat=True)) == [photo.name for photo in photos]
    console_errors.clear()


def test_file_that_is_lost_gets_another_try(staff: Page, photos: list[Path], console_errors: list[str]) -> None:
    staff.clock.install()
    staff.goto(LIST)
    staff.route("**/uploads/", lambda route: route.abort())
    choose(staff, photos[:1])
    again = staff.get_by_role("button", name="Try again")
    run_clock_until(staff, again.is_visible)
    expect(staff.get_by_text("The upload failed.")).to_be_visible()
    staff.unroute("**/uploads/")
    again.click()
    expect(staff.get_by_role("status")).to_have_text("1 of 1 are added.")
    console_errors.clear()


def test_file_that_is_no_picture_says_so_and_the_others_are_added(
    staff: Page, photos: list[Path], tmp_path: Path, console_errors: list[str]
) -> None:
    text = tmp_path / "letter.jpg"
    text.write_text("Dear reader")
    staff.goto(LIST)
    choose(staff, [text, photos[0]])
    expect(staff.get_by_text("This file can’t be read as a picture.")).to_be_visible()
    expect(staff.get_by_role("status")).to_have_text("1 of 2 are added.")
    console_errors.clear()


def test_focal_point_is_set_by_a_click_and_by_keyboard(staff: Page, check_page: CheckPage) -> None:
    picture = make_picture()
    make_post("hips", cover=picture)
    staff.goto(f"{LIST}{picture.pk}/change/")
    check_page(staff, 360, 768, 1440)
    image = staff.locator("[data-focal-picture] img")
    box = image.bounding_box()
    assert box
    image.click(position={"x": box["width"] * 0.2, "y": box["height"] * 0.8})
    across, down = (staff.get_by_label(re.compile(name)) for name in ("From left to right", "From top to bottom"))
    expect(across).to_have_value("20")
    expect(down).to_have_value("80")
    down.press("ArrowRight")
    expect(down).to_have_value("85")
    wait_for(staff, "document.querySelector('.library-cut img').style.objectPosition === '20% 85%'")
    staff.get_by_role("button", name="Save", exact=True).click()
    expect(staff.get_by_text("is saved")).to_be_visible()
    staff.goto("/hips/")
    shown = staff.locator(".article__picture img")
    assert shown.evaluate("image => getComputedStyle(image).objectPosition") == "20% 80%"


def test_replacing_is_seen_on_the_public_page(staff: Page, photos: list[Path], check_page: CheckPage) -> None:
    picture = make_picture()
    make_post("hips", title="Hips", cover=picture)
    staff.goto(f"{LIST}{picture.pk}/change/")
    staff.get_by_role("link", name="Replace everywhere").click()
    expect(staff.get_by_role("link", name="Hips")).to_be_visible()
    check_page(staff, 360, 768, 1440)
    staff.get_by_label("Another file").set_input_files(photos[0])
    staff.get_by_role("button", name="Replace everywhere").click()
    expect(staff.get_by_text("The file is replaced wherever it is used.")).to_be_visible()
    staff.goto("/hips/")
    assert staff.locator(".article__picture img").evaluate("image => image.naturalHeight") == 1000


def test_picture_in_use_is_not_deleted(staff: Page, check_page: CheckPage) -> None:
    picture = make_picture()
    make_post(title="Hips", cover=picture)
    staff.goto(f"{LIST}{picture.pk}/change/")
    staff.get_by_role("button", name="Delete", exact=True).click()
    expect(staff.get_by_text("It can’t be deleted while it is used.")).to_be_visible()
    check_page(staff, 360, 768, 1440)


def test_picture_is_chosen_by_keyboard_in_another_form(staff: Page, check_page: CheckPage) -> None:
    offer = make_offer()
    for number in range(30):
        make_picture(300, 200, name=f"{number}.jpg", alternative_text=f"Exercise {number}")
    squat = make_picture(300, 200, alternative_text="A deep squat")
    staff.goto(f"/admin/offers/offer/{offer.pk}/change/")
    staff.get_by_role("button", name="Choose from the library …").press("Enter")
    dialog = staff.get_by_role("dialog")
    expect(dialog.get_by_role("radio")).to_have_count(24)
    check_page(staff, 360, 768, 1440)
    staff.keyboard.type("deep squat")
    staff.keyboard.press("Enter")
    expect(dialog.get_by_role("radio")).to_have_count(1)
    dialog.get_by_role("radio").press("Space")
    dialog.get_by_role("button", name="Use").press("Enter")
    expect(dialog).to_have_count(0)
    expect(staff.get_by_label("Picture in words")).to_have_value("A deep squat")
    staff.get_by_role("button", name="Save", exact=True).last.click()
    expect(staff.get_by_text("is saved")).to_be_visible()
    assert Offer.objects.latest("pk").picture == squat


def test_new_picture_is_added_in_the_dialog(staff: Page, photos: list[Path]) -> None:
    staff.goto(f"/admin/offers/offer/{make_offer().pk}/change/")
    staff.get_by_role("button", name="Choose from the library …").click()
    dialog = staff.get_by_role("dialog")
    dialog.get_by_label("Add new ones").set_input_files(photos[0])
    expect(dialog.get_by_role("radio")).to_be_checked(timeout=20_000)
    dialog.get_by_role("button", name="Use").click()
    staff.get_by_role("button", name="Save", exact=True).last.click()
    expect(staff.get_by_text("is saved")).to_be_visible()
    assert Offer.objects.latest("pk").picture == Picture.objects.get()


def test_closed_dialog_chooses_nothing(staff: Page) -> None:
    staff.goto(f"/admin/offers/offer/{make_offer(picture=make_picture()).pk}/change/")
    button = staff.get_by_role("button", name="Choose from the library …")
    button.click()
    expect(staff.get_by_role("dialog").get_by_role("radio")).to_have_count(1)
    staff.keyboard.press("Escape")
    expect(staff.get_by_role("dialog")).to_have_count(0)
    expect(button).to_be_focused()
    assert staff.locator("[name=picture-library]").count() == 0


def test_files_are_listed(staff: Page, check_page: CheckPage) -> None:
    document = make_document("Twelve weeks.pdf")
    make_page(body=f'<p><a href="{document.address}">The plan</a></p>')
    staff.goto("/admin/media/document/")
    check_page(staff, 360, 768, 1440)
    staff.get_by_role("link", name="Twelve weeks").click()
    expect(staff.get_by_role("link", name="About", exact=True)).to_be_visible()
    check_page(staff, 360, 768, 1440)


def test_moving_picture_stands_still_for_less_motion(staff: Page, tmp_path: Path) -> None:
    first, *others = (Image.new("RGB", (400, 300), (number * 60, 90, 90)) for number in range(4))
    first.save(tmp_path / "wave.gif", save_all=True, append_images=others, duration=200, loop=0)
    with (tmp_path / "wave.gif").open("rb") as file:
        picture = Picture.from_upload(File(file), "wave.gif")
        library.add(picture)
    render_picture.call(picture.pk)
    make_post("hips", cover=picture)
    for motion, ending in (("no-preference", "moving.webp"), ("reduce", "400.avif")):
        staff.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
        staff.goto("/hips/")
        wait_for(staff, f"document.querySelector('.article__picture img').currentSrc.endsWith('{ending}')")
