"""A whole move in the browser: added, rehearsed, begun, watched, and a picture that was missing supplied by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from blog.models import Post
from media.models import Picture
from tests.browser.conftest import CheckPage
from tests.external_server import ExternalServer
from tests.external_server import Page as Answer
from tests.wordpress.test_files import attachment, jpeg
from tests.wordpress.wxr import comment, export, item
from wordpress.models import Import

UPLOADS = "/wp-content/uploads/2017/11"
SLOW = 60_000


@pytest.fixture
def old_site(external_server: ExternalServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The export of a site that answers for one of its two pictures, and has lost the other."""
    monkeypatch.setattr("wordpress.fetching.PAUSE", 0)
    external_server.pages = {f"{UPLOADS}/here.jpg": Answer(content=jpeg())}
    url = external_server.url("")
    pictures = f'<img src="{url}{UPLOADS}/here.jpg" alt="A squat"><img src="{url}{UPLOADS}/lost.jpg" alt="A press">'
    parts = item(7, "hips", comment(1), content=pictures, link=f"{url}/hips/"), item(8, "about", kind="page")
    file = tmp_path / "old.xml"
    file.write_bytes(export(*parts, attachment(9, "here.jpg", f"{url}{UPLOADS}"), site=url))
    return file


def add(page: Page, label: str, file: Path) -> None:
    # The button is for browsers without the script: it goes when the script is there.
    expect(page.get_by_role("button", name="Add", exact=True)).to_be_hidden(timeout=SLOW)
    page.get_by_label(label).set_input_files(file)
    expect(page.get_by_text("1 of 1 are added.")).to_be_visible(timeout=SLOW)


def test_whole_move(
    staff: Page, old_site: Path, run_tasks: Callable[[], object], check_page: CheckPage, tmp_path: Path
) -> None:
    staff.set_viewport_size({"width": 360, "height": 800})
    staff.goto("/admin/move-in/")
    staff.get_by_role("button", name="Begin").click()
    add(staff, "The export", old_site)
    staff.get_by_role("link", name="Go on").click()

    staff.get_by_role("button", name="Rehearse").click()
    expect(staff.get_by_role("heading", name="Rehearsing")).to_be_visible(timeout=SLOW)
    run_tasks()
    expect(staff.get_by_role("heading", name="The rehearsal is done.")).to_be_visible(timeout=SLOW)
    assert not Post.objects.exists()
    check_page(staff)
    staff.get_by_role("link", name="The whole report").click()
    expect(staff.get_by_text("it will be fetched from the old site").first).to_be_visible(timeout=SLOW)
    check_page(staff)
    staff.get_by_role("link", name="Back to the move").click()

    staff.get_by_role("button", name="Move in", exact=True).click()
    expect(staff.get_by_role("heading", name="Moving in")).to_be_visible(timeout=SLOW)
    Import.objects.unfinished().update(done=1, total=3)
    expect(staff.get_by_text("1 of 3 items of the export.")).to_be_visible(timeout=SLOW)
    check_page(staff)
    run_tasks()
    expect(staff.get_by_role("heading", name="You have moved in")).to_be_visible(timeout=SLOW)

    staff.get_by_role("link", name="Supply 1 missing file").click()
    found = tmp_path / "lost.jpg"
    found.write_bytes(jpeg("gold"))
    add(staff, "Add those that you have", found)
    check_page(staff)
    staff.get_by_role("link", name="Go on").click()
    expect(staff.get_by_text("is being put into 1 more place.")).to_be_visible(timeout=SLOW)
    check_page(staff)
    run_tasks()
    expect(staff.get_by_text("Nothing is missing")).to_be_visible(timeout=SLOW)
    staff.goto("/hips/")
    expect(staff.locator("article img")).to_have_count(2)
    assert Picture.objects.count() == 2
