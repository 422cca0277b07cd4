import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from accounts.models import Profile
from core.models import Upload
from tests.browser.conftest import CheckAxe

ARRIVED = "It has arrived. Save the form to use it."


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A JPEG of more than two parts."""
    file = tmp_path / "knee.jpg"
    Image.effect_noise((1200, 1000), 90).convert("RGB").save(file, "JPEG", quality=98)
    return file


@pytest.fixture
def form(staff: Page) -> Page:
    staff.goto(f"/admin/accounts/profile/{Profile.objects.get().pk}/change/")
    return staff


def test_picture_is_sent_in_parts_and_saved(form: Page, picture: Path, axe: CheckAxe) -> None:
    parts = []
    form.on("request", lambda request: parts.append(request.method == "PATCH"))
    form.get_by_label("Photo").set_input_files(picture)
    expect(form.get_by_role("status").filter(has_text=ARRIVED)).to_be_visible(timeout=20_000)
    assert sum(parts) == 4
    assert Upload.objects.get().content.path.read_bytes() == picture.read_bytes()
    axe(form)
    with form.expect_request(re.compile("/change/$")) as saved:
        form.get_by_role("button", name="Save", exact=True).click()
    expect(form.get_by_text("is saved")).to_be_visible(timeout=20_000)
    assert len(saved.value.post_data_buffer or b"") < 10_000
    assert Profile.objects.get().photo.width == 1200


def test_form_submitted_early_waits_for_the_upload(form: Page, picture: Path) -> None:
    form.get_by_label("Photo").set_input_files(picture)
    form.get_by_role("button", name="Save", exact=True).click()
    expect(form.get_by_text("is saved")).to_be_visible()
    assert Profile.objects.get().photo.width == 1200


def test_upload_resumes_after_a_lost_connection(form: Page, picture: Path, console_errors: list[str]) -> None:
    form.clock.install()
    offsets = []

    def break_once(route: Route) -> None:
        offsets.append(route.request.headers["upload-offset"])
        if len(offsets) == 2:
            route.abort()
        elif len(offsets) == 3:
            # The part arrives, and its answer does not.
            route.fetch()
            route.abort()
        else:
            route.continue_()

    form.route(lambda url: bool(re.search("/uploads/.+", url)), break_once)
    form.get_by_label("Photo").set_input_files(picture)
    expect(form.get_by_text("The connection was lost. Trying again …")).to_be_visible()
    while len(offsets) < 4:
        form.clock.run_for(1000)
    expect(form.get_by_role("status").filter(has_text=ARRIVED)).to_be_visible()
    assert offsets[:3] == ["0", "524288", "524288"]
    assert Upload.objects.get().content.path.read_bytes() == picture.read_bytes()
    console_errors.clear()


def test_file_that_is_too_large_is_refused_before_it_is_sent(
    form: Page, tmp_path: Path, console_errors: list[str]
) -> None:
    file = tmp_path / "large.jpg"
    file.write_bytes(b"a" * 21 * 2**20)
    form.get_by_label("Photo").set_input_files(file)
    expect(form.get_by_text("Please make it smaller and try again.")).to_be_visible()
    assert not Upload.objects.exists()
    console_errors.clear()
