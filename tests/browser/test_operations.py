"""An owner looks at backups and at what became of all that was received, and takes everything with her."""

import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from operations import account
from operations.models import BackupRun
from tests.browser.conftest import CheckPage
from tests.factories import make_application, make_comment, make_post

# In milliseconds. The page asks again every three seconds.
PATIENCE = 60_000


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def test_archive_is_made_and_downloaded(
    staff: Page, check_page: CheckPage, run_tasks: Callable[..., list[Any]]
) -> None:
    make_comment(make_post("bird-dog"), text="Does it hurt?")
    staff.goto("/admin/operations/")
    staff.get_by_role("button", name="Make the archive").click()
    expect(staff.get_by_role("status")).to_contain_text("You can leave this page.")
    run_tasks()
    link = staff.get_by_role("link", name="Download the archive")
    expect(link).to_be_visible(timeout=PATIENCE)
    check_page(staff)
    with staff.expect_download() as download:
        link.click()
    assert download.value.suggested_filename.endswith(".zip")
    with zipfile.ZipFile(download.value.path()) as archive:
        assert b"Does it hurt?" in archive.read("wordpress.xml")


def test_page_is_accessible(staff: Page, check_page: CheckPage) -> None:
    now = timezone.now()
    make_comment(make_post())
    make_application()
    account.report()
    rows = {"name": "2026-11-28T021500Z.backup", "rows": 123_456, "files": 789, "size": 5 * 10**9, "ended_at": now}
    BackupRun.objects.create(**rows, restore_seconds=41.2)
    BackupRun.objects.create(**rows, began_at=now - timedelta(days=1), failure="There is not enough room in /srv/site.")
    for address in ("/admin/operations/", "/admin/health/"):
        staff.goto(address)
        check_page(staff)
