"""Databases of earlier versions are migrated: no row is lost, and every public page opens."""

import json
import os
import random
from pathlib import Path

import pytest

from tests import postgres, prepared
from tests.upgrade import POSTGRES_STATES, STATES, Site

pytestmark = pytest.mark.process

# Tables that a migration has renamed since the oldest state.
RENAMED = {"privacy_personrequest": "privacy_privacyrequest"}
# What the site makes anew by itself.
MADE_ANEW = {"pagecache_pagetoken", "search_mark"}


def expected(before: dict[str, int], had_footer: bool) -> dict[str, int]:
    """The rows after the upgrade. The footer, which had the entries of the menu, got its own, and two more."""
    return before if had_footer else {**before, "blog_menuentry": 2 * before["blog_menuentry"] + 2}


def has_footer(site: Site) -> bool:
    with site.connect() as database:
        return bool(database.execute("SELECT 1 FROM django_migrations WHERE name = '0005_footer_entries'").fetchall())


def upgrade(site: Site, state: Path) -> None:
    site.read(state)
    before = {table: rows for table, rows in site.count_rows().items() if table not in MADE_ANEW}
    had_footer = has_footer(site)
    prepared.copy_static_files(site.data_dir)
    statuses = json.loads(site.run("-m", "tests.upgrade.open_pages"))
    after = site.count_rows()
    assert {table: after.get(RENAMED.get(table, table)) for table in before} == expected(before, had_footer), state.name
    assert len(statuses) > 20
    assert statuses == dict.fromkeys(statuses, 200), state.name


def some_states() -> list[Path]:
    """The oldest and another one by chance; with ``ALL_STATES=1`` each."""
    first, *later = STATES
    return STATES if "ALL_STATES" in os.environ else [first, random.choice(later)]


@pytest.mark.parametrize("number", range(len(some_states())))
def test_upgrade_keeps_rows_and_pages_open(number: int, tmp_path: Path) -> None:
    upgrade(Site(tmp_path), some_states()[number])


def test_upgrade_on_postgresql(tmp_path: Path) -> None:
    with postgres.server() as url:
        upgrade(Site(tmp_path, url), random.choice(POSTGRES_STATES))
