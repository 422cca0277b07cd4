"""A backup is made while the site runs, and read again."""

import hashlib
import os
import shutil
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pyrage
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage, storages
from django.db import connections
from pytest_django import Settings

from comments.models import Comment
from core import erasure_log
from core.refusals import RefusedError
from operations.backup import kept
from operations.backup.archive import Reader, member_of, open_backup
from operations.backup.create import Backup, create, only_one, store_in
from operations.backup.file_places import FilesPlace
from operations.backup.restore import refuse_without_room
from operations.backup.snapshot import snapshot
from operations.progress import Progress
from tests.factories import make_comment, make_post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.folders]


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    # Its private files are those of this test alone.
    settings.DATA_DIR = tmp_path
    settings.BACKUP_DIR = tmp_path / "backups"
    return Path(settings.BACKUP_DIR)


@pytest.fixture
def key(settings: Settings, tmp_path: Path) -> Path:
    file = tmp_path / "backup.key"
    file.write_text(f"# created by a test\n{pyrage.x25519.Identity.generate()}\n")
    settings.BACKUP_KEY = str(file)
    return file


def make_backup() -> Backup:
    return create(Progress())


@pytest.fixture
def opened(folder: Path) -> Iterator[Reader]:
    make_comment(make_post(), text="Does it hurt?")
    default_storage.save("pictures/squat.jpg", ContentFile(b"picture"))
    with open_backup(make_backup().path, folder) as reader:
        yield reader


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_rows_and_files_are_in_it(opened: Reader) -> None:
    assert opened.manifest.tables["comments.comment"] == 1
    assert any("Does it hurt?" in line.decode() for line in opened.table("comments.comment"))
    assert [(file.storage, file.name) for file in opened.files()] == [("default", "pictures/squat.jpg")]


def test_pages_are_those_of_the_backup(opened: Reader) -> None:
    assert {"/", "/articles/"} < opened.manifest.pages.keys()
    assert len(opened.manifest.pages) == 3


def test_secret_and_erasure_log_are_apart(folder: Path) -> None:
    erasure_log.record("nadia@example.org")
    backup = make_backup()
    assert (folder / "erased-addresses").read_text().count(erasure_log.hash_name("nadia@example.org")) == 1
    with open_backup(backup.path, folder) as reader:
        members = b"".join(reader.archive.read(name) for name in reader.archive.namelist())
    assert b"only-for-tests" not in members
    assert erasure_log.hash_name("nadia@example.org").encode() not in members


def test_log_of_the_folder_only_grows(folder: Path, settings: Settings) -> None:
    erasure_log.record("nadia@example.org")
    make_backup()
    Path(settings.ERASURE_LOG).unlink()
    erasure_log.record("theo@example.org")
    make_backup()
    log = (folder / "erased-addresses").read_text()
    assert all(erasure_log.hash_name(name) in log for name in ("nadia@example.org", "theo@example.org"))


def test_only_the_owner_may_read(folder: Path) -> None:
    default_storage.save("plan.pdf", ContentFile(b"plan"))
    make_backup()
    assert {stat.S_IMODE(path.stat().st_mode) for path in files_in(folder)} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_file_is_stored_once_for_all_backups(folder: Path) -> None:
    default_storage.save("plan.pdf", ContentFile(b"plan"))
    default_storage.save("copy-of-plan.pdf", ContentFile(b"plan"))
    make_backup()
    assert make_backup().files == 2
    assert [path.name for path in files_in(folder / "files")] == [hashlib.sha256(b"plan").hexdigest()]


def test_private_files_are_in_it(folder: Path) -> None:
    name = storages["private"].save("guide.pdf", ContentFile(b"guide"))
    with open_backup(make_backup().path, folder) as reader:
        assert [(file.storage, file.name) for file in reader.files()] == [("private", name)]


@pytest.mark.parametrize(("moment", "is_in_it"), [("1 files", False), ("Table 1 ", True)])
def test_file_that_is_deleted_meanwhile_is_in_it_if_rows_have_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, moment: str, is_in_it: bool
) -> None:
    monkeypatch.setattr("operations.progress.BETWEEN_STEPS", 0)
    name = default_storage.save("plan.pdf", ContentFile(b"plan"))

    def delete(sentence: str) -> None:
        if sentence.startswith(moment):
            default_storage.delete(name)

    backup = create(Progress(delete))
    assert not default_storage.exists(name)
    with open_backup(backup.path, folder) as reader:
        files = list(reader.files())
    assert [file.name for file in files] == [name] * is_in_it
    for file in files:
        store_in(folder).verify(file)


def test_file_that_comes_with_the_rows_is_in_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("operations.progress.BETWEEN_STEPS", 0)

    def add(sentence: str) -> None:
        if sentence.startswith("Table 1 "):
            default_storage.save("plan.pdf", ContentFile(b"plan"))

    with open_backup(create(Progress(add)).path, folder) as reader:
        assert [file.name for file in reader.files()] == ["plan.pdf"]


def test_file_that_was_lost_from_the_folder_is_named(folder: Path, opened: Reader) -> None:
    shutil.rmtree(folder / "files")
    with pytest.raises(RefusedError, match=r"The backup lacks the file pictures/squat\.jpg\."):
        FilesPlace(store_in(folder)).add(next(opened.files()))


@pytest.fixture
def remote(settings: Settings) -> Storage:
    """A storage without a folder, as S3 is. It forgets its files with the test."""
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": memory}
    return storages["default"]


def test_files_of_a_remote_storage(folder: Path, remote: Storage) -> None:
    remote.save("pictures/2026/squat.jpg", ContentFile(b"picture"))
    backup = make_backup()
    remote.delete("pictures/2026/squat.jpg")
    places = FilesPlace(store_in(folder))
    with open_backup(backup.path, folder) as reader:
        for file in reader.files():
            places.add(file)
    places.put_in_place("20261129")
    assert remote.open("pictures/2026/squat.jpg").read() == b"picture"


def test_remote_storage_with_files_is_not_restored_into(folder: Path, remote: Storage) -> None:
    remote.save("squat.jpg", ContentFile(b"picture"))
    make_backup()
    with open_backup(kept.backups_in(folder)[0], folder) as reader:
        (file,) = reader.files()
    with pytest.raises(RefusedError, match="has files already"):
        FilesPlace(store_in(folder)).add(file)
    assert remote.open("squat.jpg").read() == b"picture"


def test_snapshot_does_not_see_what_is_written_meanwhile() -> None:
    post = make_post()

    def write() -> None:
        make_comment(post)
        connections.close_all()

    with snapshot():
        writer = Thread(target=write)
        writer.start()
        writer.join()
        assert Comment.objects.count() == 0
    assert Comment.objects.count() == 1


def test_encrypted(folder: Path, key: Path) -> None:
    make_comment(make_post(), text="Does it hurt?")
    default_storage.save("plan.pdf", ContentFile(b"plan"))
    backup = make_backup()
    assert backup.path.name.endswith(".backup.age")
    stored = [path for path in files_in(folder) if path.name.endswith(".age")]
    assert {path.read_bytes()[:21] for path in stored} == {b"age-encryption.org/v1"}
    assert len(stored) == 2
    with open_backup(backup.path, folder) as reader:
        assert reader.manifest.tables["comments.comment"] == 1


def test_wrong_key_is_said(folder: Path, key: Path) -> None:
    backup = make_backup()
    key.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    with pytest.raises(RefusedError, match="not its key"), open_backup(backup.path, folder):
        pass


def test_missing_key_is_said(folder: Path, key: Path, settings: Settings) -> None:
    backup = make_backup()
    settings.BACKUP_KEY = ""
    with pytest.raises(RefusedError, match="set BACKUP_KEY"), open_backup(backup.path, folder):
        pass


def test_no_backup_with_a_key_that_is_none(folder: Path, key: Path) -> None:
    key.write_text("nothing")
    with pytest.raises(RefusedError, match="age-keygen"):
        make_backup()
    assert kept.backups_in(folder) == []


@pytest.mark.parametrize("part", [0.0, 0.3, 0.6, 0.99])
def test_truncated_backup_is_refused(folder: Path, part: float) -> None:
    path = make_backup().path
    os.truncate(path, int(path.stat().st_size * part))
    with pytest.raises(RefusedError, match="damaged or incomplete"), open_backup(path, folder):
        pass


@pytest.mark.parametrize("part", [0.05, 0.2, 0.5, 0.8])
def test_changed_rows_are_refused(folder: Path, part: float) -> None:
    make_comment(make_post(), text=" ".join(str(number**3) for number in range(5000)))
    path = make_backup().path
    with zipfile.ZipFile(path) as archive:
        rows = archive.getinfo(member_of("comments.comment"))
    overwrite(path, rows.header_offset + int(rows.compress_size * part))
    with pytest.raises(RefusedError, match="damaged or incomplete"), open_backup(path, folder):
        pass


def test_a_changed_backup_is_refused_or_has_the_same_rows(folder: Path) -> None:
    """Some bytes of a ZIP archive do not matter, such as the times of its members."""
    make_comment(make_post(), text=" ".join(str(number**3) for number in range(500)))
    path = make_backup().path
    whole, refused = path.read_bytes(), 0
    with open_backup(path, folder) as reader:
        content = content_of(reader)
    places = range(0, len(whole), len(whole) // 200)
    for at in places:
        path.write_bytes(whole)
        overwrite(path, at)
        try:
            with open_backup(path, folder) as reader:
                assert content_of(reader) == content, at
        except RefusedError:
            refused += 1
    assert refused > len(places) / 2


def overwrite(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at : at + 20] = bytes(20)
    path.write_bytes(data)


def content_of(reader: Reader) -> list[object]:
    tables = [list(reader.table(label)) for label in reader.manifest.tables]
    return [asdict(reader.manifest), tables, list(reader.files())]


def test_one_at_a_time(folder: Path) -> None:
    with only_one(folder), pytest.raises(RefusedError, match="Another backup"):
        make_backup()


def test_no_restore_without_room(folder: Path) -> None:
    folder.mkdir()
    refuse_without_room(folder, 1000)
    with pytest.raises(RefusedError, match="not enough room"):
        refuse_without_room(folder, 10**18)


def test_drafts_of_a_killed_backup_are_removed(folder: Path) -> None:
    (folder / "files" / "ab").mkdir(parents=True)
    drafts = [folder / "2026-01-01T021500Z.backup.part", folder / "files" / "ab" / "abc.part"]
    for draft in drafts:
        draft.write_bytes(b"half")
    make_backup()
    assert not any(draft.exists() for draft in drafts)


def test_what_is_kept() -> None:
    newest = datetime(2026, 11, 29, 2, 15, tzinfo=UTC)
    nights = [newest - timedelta(days=number) for number in range(500)]
    found = sorted(kept.kept(nights), reverse=True)
    assert found[:7] == nights[:7]
    assert [f"{moment:%m-%d}" for moment in found[7:9]] == ["11-22", "11-15"]
    assert [f"{moment:%Y-%m-%d}" for moment in found[10:]][-1] == "2025-12-31"
    assert len(found) == 7 + 3 + 11


def test_files_of_deleted_backups_go_too(folder: Path) -> None:
    default_storage.save("plan.pdf", ContentFile(b"plan"))
    path = make_backup().path
    earlier = path.with_name("2026-01-01T021500Z.backup")
    earlier.write_bytes(path.read_bytes())
    kept.list_of(earlier).write_text("f" * 64)
    unused = folder / "files" / "ff" / ("f" * 64)
    unused.parent.mkdir()
    unused.write_bytes(b"old")
    kept.delete_old(folder, store_in(folder))
    assert unused.exists()
    earlier.unlink()
    kept.list_of(earlier).unlink()
    kept.delete_old(folder, store_in(folder))
    assert not unused.exists()
    assert len(files_in(folder / "files")) == 1
