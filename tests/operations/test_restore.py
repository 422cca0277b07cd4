"""Backups of a whole site are restored by the commands, as a person would do it."""

import json
import os
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from core import erasure_log
from operations.backup.kept import backups_in
from tests.operations.backup_under_load import back_up_and_compare
from tests.operations.machine import Machine

pytestmark = pytest.mark.process

ERASE = "from privacy.erasure import erase; erase('reader@example.org')"


def test_backup_and_trial_while_readers_write(site: Machine, tmp_path: Path) -> None:
    killed, other = site.folder / "trial-killed", site.folder / "trial-of-another"
    killed.mkdir()
    other.mkdir()
    os.utime(killed, (0, 0))
    assert back_up_and_compare(site, tmp_path / "new") > 0
    run = site.select("SELECT missing_rows, compared_pages, failure, restore_seconds > 0 FROM operations_backuprun")
    assert run[-1] == (0, 4, "", 1)
    assert list(site.folder.glob("trial-*")) == [other]


def test_who_was_erased_since_is_erased_again(site: Machine, tmp_path: Path) -> None:
    site.run(ERASE)
    shutil.copy(site.folder / "erased-addresses", site.backups / "erased-addresses")
    machine = Machine(tmp_path / "new")
    (machine.folder / "erased-addresses").write_text(f"2026-01-01T00:00:00+00:00 {'a' * erasure_log.HASH_LENGTH}\n")
    assert "Erased again: 1" in machine.manage("restore", str(site.backups))
    assert machine.select("SELECT count(*) FROM comments_comment WHERE email = 'reader@example.org'") == [(0,)]
    assert machine.select("SELECT count(*) FROM comments_comment") == [(2,)]
    lines = (machine.folder / "erased-addresses").read_text().split()
    assert len(lines) == 4


def test_replaced_site_is_kept(site: Machine) -> None:
    refused = site.manage("restore", fails=True)
    assert "There is a site already" in refused
    assert "Nothing was changed." in refused
    site.run("from blog.models import Post; Post.objects.update(title='Changed')")
    printed = site.manage("restore", "--replace")
    assert "0 missing" in printed
    assert site.select("SELECT title FROM blog_post") == [("Bird dog, slowly",)]
    (before,) = site.folder.glob("db.sqlite3.before-*")
    with closing(sqlite3.connect(before)) as database:
        assert database.execute("SELECT title FROM blog_post").fetchall() == [("Changed",)]


def test_running_site_is_not_replaced(site: Machine) -> None:
    with closing(sqlite3.connect(site.folder / "db.sqlite3")) as database:
        database.execute("SELECT count(*) FROM blog_post").fetchall()
        assert "The site is running" in site.manage("restore", "--replace", fails=True)


def test_other_secret_is_said(site: Machine, tmp_path: Path) -> None:
    other = Machine(tmp_path / "other", SECRET_KEY="another")
    refused = other.manage("restore", str(site.backups), fails=True)
    assert "all private links in mails die" in refused
    assert not (other.folder / "db.sqlite3").exists()


def test_damaged_file_leaves_all_as_it_was(site: Machine) -> None:
    stored = next(path for path in (site.backups / "files").rglob("*") if path.is_file())
    stored.write_bytes(stored.read_bytes()[:-1])
    before = {path: path.stat().st_mtime_ns for path in site.folder.rglob("*") if path.suffix not in (".sqlite3", "")}
    assert "is damaged" in site.manage("restore", "--replace", fails=True)
    after = {path: path.stat().st_mtime_ns for path in site.folder.rglob("*") if path.suffix not in (".sqlite3", "")}
    assert before == after
    assert site.select("SELECT count(*) FROM comments_comment") == [(2,)]


def test_backup_of_a_newer_version_is_refused(site: Machine, tmp_path: Path) -> None:
    path = backups_in(site.backups)[0]
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members["manifest.json"])
    manifest["migrations"].append(["blog", "0999_later"])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**members, "manifest.json": json.dumps(manifest)}.items():
            archive.writestr(name, content)
    machine = Machine(tmp_path / "new")
    assert "a newer version of this program" in machine.manage("restore", str(site.backups), fails=True)
    assert not (machine.folder / "db.sqlite3").exists()


def test_nothing_to_restore(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "new")
    assert "There is no backup at" in machine.manage("restore", str(tmp_path), fails=True)


def test_failed_trial_is_noted(site: Machine) -> None:
    stored = next(path for path in (site.backups / "files").rglob("*") if path.is_file())
    stored.write_bytes(b"other")
    assert "is damaged" in site.manage("backup", fails=True)
    assert "is damaged" in site.select("SELECT failure FROM operations_backuprun ORDER BY id DESC")[0][0]
