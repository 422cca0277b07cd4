"""Databases of earlier versions are migrated: no row is lost, and every public page opens."""

from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from tests import prepared
from tests.served_site import ServedSite
from tests.upgrade import STATES, count_rows, manage, read_state

pytestmark = pytest.mark.process

# Tables that a migration has renamed since the oldest state.
RENAMED = {"privacy_personrequest": "privacy_privacyrequest"}
# What has to be done, and is found again by itself.
WORK = {"search_mark"}
# The states in which the footer had no entries of its own.
BEFORE_FOOTER = ("2026-11.sql.gz",)


def listed(client: httpx.Client, sitemap: str) -> list[str]:
    """The URLs in a sitemap, or those of the sitemaps in an index."""
    found = ElementTree.fromstring(client.get(sitemap).content)
    return [element.text or "" for element in found.iter() if element.tag.endswith("/0.9}loc")]


def expected(before: dict[str, int], state: Path) -> dict[str, int]:
    """The rows after the upgrade. The footer, which had the entries of the menu, got its own, and two more."""
    return {**before, "blog_menuentry": 2 * before["blog_menuentry"] + 2} if state.name in BEFORE_FOOTER else before


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name.partition(".")[0])
def test_upgrade_keeps_rows_and_pages_open(state: Path, tmp_path: Path) -> None:
    read_state(state, tmp_path)
    before = {table: rows for table, rows in count_rows(tmp_path).items() if table not in WORK}
    manage(tmp_path, "migrate", "--verbosity", "0")
    after = count_rows(tmp_path)
    assert {table: after.get(RENAMED.get(table, table)) for table in before} == expected(before, state)
    prepared.copy_static_files(tmp_path)
    site = ServedSite(tmp_path)
    try:
        site.started()
        with httpx.Client(base_url=site.url, timeout=30) as client:
            urls = [url for section in listed(client, "/sitemap.xml") for url in listed(client, section)]
            assert len(urls) > 20
            assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 200)
    finally:
        site.end()
