"""Files in a bucket of S3: those of the whole site, on a server with its protocol."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from config import file_storages
from core import erasure_log, local_copies
from core.models import Upload
from core.object_storage import client_of
from core.uploads.widgets import take_upload
from media.models import Document, Picture
from operations.backup.archive import open_backup
from operations.backup.create import Backup, create, store_in
from operations.backup.file_places import FilesPlace
from operations.export import requests
from operations.progress import Progress
from tests import s3
from tests.core.test_uploads import make_complete_upload
from tests.factories import make_coach, make_document, make_page, make_picture
from tests.served_site import free_port

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]

AUDIO = bytes(range(256)) * 4096


@pytest.fixture(scope="module")
def s3_url() -> Iterator[str]:
    with s3.server() as url:
        yield url


Use = Callable[[str], None]


@pytest.fixture
def use(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Use:
    def use(url: str) -> None:
        monkeypatch.setenv("S3_URL", url)
        settings.STORAGES = {**settings.STORAGES, **file_storages.storages()}
        # A field keeps the storage that it got at the start.
        for field in (Document._meta.get_field("file"), Picture._meta.get_field("original")):
            monkeypatch.setattr(field, "storage", storages["private"])

    return use


@pytest.fixture(autouse=True)
def bucket(s3_url: str, use: Use, settings: Settings, tmp_path: Path) -> None:
    """The files of each test are in a folder of their own in the bucket."""
    settings.DATA_DIR = tmp_path / "one-machine"
    settings.DATA_DIR.mkdir()
    settings.BACKUP_DIR = tmp_path / "backups"
    use(f"{s3_url}/{tmp_path.name}")


@pytest.fixture
def other_machine(settings: Settings, tmp_path: Path) -> Callable[[], None]:
    """``other_machine()`` goes on without anything that is kept on the first one."""

    def move() -> None:
        settings.DATA_DIR = tmp_path / "other-machine"
        settings.DATA_DIR.mkdir()

    return move


@pytest.fixture
def without_s3(use: Use) -> Callable[[], None]:
    return lambda: use(f"http://key:secret@127.0.0.1:{free_port()}/site")


@pytest.fixture
def downloads(s3_url: str) -> Iterator[list[str]]:
    """The URL of each object that is fetched."""
    client = client_of(**storages["default"]._client)  # type: ignore[attr-defined]
    fetched: list[str] = []

    def note(request: Any, **_arguments: Any) -> None:
        fetched.append(request.url)

    client.meta.events.register("before-send.s3.GetObject", note)
    yield fetched
    client.meta.events.unregister("before-send.s3.GetObject", note)


def back_up() -> Backup:
    return create(Progress())


def test_audio_is_served_with_ranges_alike_by_all_machines(client: Client, other_machine: Callable[[], None]) -> None:
    name = default_storage.save("podcast/hips.mp3", ContentFile(AUDIO))
    first = client.get(f"/media/{name}", headers={"range": "bytes=0-99"})
    assert (first.status_code, b"".join(first)) == (206, AUDIO[:100])
    assert first["Content-Type"] == "audio/mpeg"
    other_machine()
    rest = client.get(f"/media/{name}", headers={"range": "bytes=100-", "if-range": first["ETag"]})
    assert (rest.status_code, b"".join(rest)) == (206, AUDIO[100:])


def test_deleted_file_is_not_served_though_there_is_a_copy(client: Client) -> None:
    name = default_storage.save("pictures/hips.jpg", ContentFile(b"picture"))
    assert b"".join(client.get(f"/media/{name}")) == b"picture"
    default_storage.delete(name)
    assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize("path", ["nothing.jpg", f"{'a' * 1100}.jpg", "../private/guide.jpg"])
def test_what_is_not_public_is_not_served(client: Client, path: str) -> None:
    storages["private"].save("guide.jpg", ContentFile(b"guide"))
    assert client.get(f"/media/{path}").status_code in {400, 404}


def test_private_file_has_no_address() -> None:
    name = storages["private"].save("guide.pdf", ContentFile(b"guide"))
    with pytest.raises(ValueError, match="no address"):
        storages["private"].url(name)


def test_name_that_leads_out_of_the_folder_is_refused() -> None:
    with pytest.raises(SuspiciousFileOperation):
        default_storage.save("../private/guide.pdf", ContentFile(b"guide"))


def test_without_an_answer_readers_are_asked_to_come_back(client: Client, without_s3: Callable[[], None]) -> None:
    page = make_page("about")
    document = make_document()
    page.body = f'<p><a href="{document.address}">Plan</a></p>'
    page.save()
    without_s3()
    client.raise_request_exception = False
    for url in ("/media/pictures/hips.jpg", document.address):
        response = client.get(url)
        assert (response.status_code, response["Retry-After"]) == (503, "60")
        assert response["Cache-Control"] == "no-store"


def test_erasure_is_not_said_to_be_recorded_without_an_answer(without_s3: Callable[[], None]) -> None:
    without_s3()
    with pytest.raises(OSError, match="EndpointConnectionError"):
        erasure_log.record("nadia@example.org")


def test_files_of_new_rows_never_share_a_name() -> None:
    make_picture(name="image.jpg")
    make_picture(width=60, height=40, name="image.jpg")
    assert len({str(picture.file.name) for picture in Picture.objects.all()}) == 2


def test_picture_is_rendered(client: Client, other_machine: Callable[[], None]) -> None:
    picture = make_picture(100, 80)
    other_machine()
    picture.render()
    picture.refresh_from_db()
    source = picture.sources([480])[0]
    response = client.get(source.files[0][0])
    assert (response.status_code, response["Content-Type"]) == (200, source.mime)
    response.close()


def test_document_is_sent_while_a_page_links_to_it(client: Client) -> None:
    document = make_document(content=b"%PDF-1.7 plan")
    assert client.get(document.address).status_code == 404
    make_page("about", body=f'<p><a href="{document.address}">Plan</a></p>')
    assert b"".join(client.get(document.address)) == b"%PDF-1.7 plan"


def test_parts_of_an_upload_come_to_several_machines(
    client: Client, other_machine: Callable[[], None], settings: Settings
) -> None:
    client.force_login(make_coach())
    content = os.urandom(1_200_000)
    token = make_complete_upload(client, content)
    other_machine()
    upload = take_upload(token, "picture")
    assert upload is not None
    with upload:
        assert upload.read() == content
    Upload.objects.get().discard()
    assert take_upload(token, "picture") is None
    assert not list(settings.DATA_DIR.glob("upload-*"))


def test_erasures_of_all_machines_are_in_one_log(other_machine: Callable[[], None], tmp_path: Path) -> None:
    erasure_log.record("nadia@example.org")
    other_machine()
    erasure_log.record("theo@example.org")
    erasure_log.save_to(tmp_path / "log")
    erasure_log.load_from(tmp_path / "log")
    names = ("nadia@example.org", "theo@example.org")
    assert erasure_log.read().keys() == {erasure_log.hash_name(name) for name in names}
    assert len((tmp_path / "log").read_text().split()) == 4


def test_backup_fetches_no_file_that_the_last_one_has(downloads: list[str]) -> None:
    default_storage.save("pictures/hips.jpg", ContentFile(b"hips"))
    storages["private"].save("guide.pdf", ContentFile(b"guide"))
    back_up()
    assert len(downloads) == 2
    default_storage.save("pictures/hips.jpg", ContentFile(b"other hips"))
    default_storage.save("pictures/knees.jpg", ContentFile(b"knees"))
    assert back_up().files == 3
    assert [url.rpartition("/")[2] for url in downloads[2:]] == ["hips.jpg", "knees.jpg"]


def test_backup_is_restored_into_an_empty_bucket(settings: Settings) -> None:
    default_storage.save("pictures/hips.jpg", ContentFile(b"hips"))
    with open_backup(back_up().path, settings.DATA_DIR) as reader:
        files = list(reader.files())
    default_storage.delete("pictures/hips.jpg")
    places = FilesPlace(store_in(Path(settings.BACKUP_DIR)))
    for file in files:
        places.add(file)
    with default_storage.open("pictures/hips.jpg") as restored:
        assert restored.read() == b"hips"


def test_erasures_and_files_of_a_few_days_are_not_backed_up() -> None:
    erasure_log.record("nadia@example.org")
    storages["transient"].save("moves/1/export.xml", ContentFile(b"<rss>"))
    assert back_up().files == 0


def test_export_is_downloaded_from_another_machine(client: Client, other_machine: Callable[[], None]) -> None:
    client.force_login(make_coach())
    export = requests.ask()
    requests.carry_out(export.pk)
    other_machine()
    response = client.get(reverse("admin:operations_export_file", args=[export.pk]))
    assert b"".join(response).startswith(b"PK")  # type: ignore[call-overload]


def test_copy_that_nobody_used_for_a_week_is_deleted() -> None:
    old = Path(default_storage.path(default_storage.save("a.jpg", ContentFile(b"picture"))))
    os.utime(old, (time.time() - 8 * 24 * 3600, 0))
    default_storage.path(default_storage.save("b.jpg", ContentFile(b"picture")))
    assert not old.exists()


def test_copies_that_nobody_used_make_room(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_copies, "MAX_BYTES", 8)
    old, used = (
        Path(default_storage.path(default_storage.save(f"{name}.jpg", ContentFile(b"picture")))) for name in "ab"
    )
    os.utime(old, (time.time() - 24 * 3600, 0))
    default_storage.path(default_storage.save("c.jpg", ContentFile(b"picture")))
    assert (old.exists(), used.exists()) == (False, True)
