"""Pictures and files of the old site come into the library."""

import shutil
import zipfile
from pathlib import Path

import pytest

from blog.models import Post
from media.models import Document, Picture
from tests.external_server import ExternalServer, Page
from tests.wordpress.conftest import row, updated
from tests.wordpress.pictures import jpeg
from tests.wordpress.wxr import item

pytestmark = pytest.mark.django_db

UPLOADS = "https://old.example.com/wp-content/uploads"
PDF = b"%PDF-1.7 plan"


def attachment(id: int, path: str, uploads: str = UPLOADS, **fields: object) -> str:
    url = f"{uploads}/{path}"
    return item(id, f"file-{id}", kind="attachment", status="inherit", url=url, **{"content": "", **fields})


@pytest.fixture
def uploads(tmp_path: Path):
    """``uploads({path: content})`` makes a folder of uploads."""

    def make(files: dict[str, bytes]) -> Path:
        folder = tmp_path / "uploads"
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        folder.mkdir(exist_ok=True)
        return folder

    return make


def test_picture_comes_from_the_uploads_with_its_description_and_is_shown(run, client, uploads):
    report = run(
        item(7, "hips", content=f'<p>Look:</p><img src="{UPLOADS}/2017/11/a-300x200.jpg" alt="">'),
        attachment(9, "2017/11/a.jpg", meta={"_wp_attachment_image_alt": "A squat"}),
        uploads=uploads({"2017/11/a.jpg": jpeg()}),
    )
    picture = Picture.objects.get()
    assert (picture.alternative_text, picture.file_name) == ("A squat", "a.jpg")
    assert row(report, "attachment") == [1, 1, 0, 0]
    assert picture.url in client.get("/hips/").content.decode()


@pytest.mark.parametrize("path", ["a.jpg", "a-300x200.jpg", "a-scaled.jpg", "a-1024x683.jpg"])
def test_old_address_of_a_picture_in_any_size_leads_to_it(run, client, uploads, path):
    run(attachment(9, "2017/11/a.jpg"), uploads=uploads({"2017/11/a.jpg": jpeg()}))
    response = client.get(f"/wp-content/uploads/2017/11/{path}")
    assert (response.status_code, response.headers["Location"]) == (301, Picture.objects.get().url)


def test_largest_of_several_sizes_is_taken(run, uploads):
    files = {"2017/11/a-scaled.jpg": jpeg(size=(50, 40)), "2017/11/a.jpg": jpeg(size=(100, 80))}
    run(attachment(9, "2017/11/a-scaled.jpg"), uploads=uploads(files))
    assert Picture.objects.get().width == 100


def test_name_that_only_looks_like_a_size_is_found(run, uploads):
    run(attachment(9, "2017/11/a-1920x1080.jpg"), uploads=uploads({"2017/11/a-1920x1080.jpg": jpeg()}))
    assert Picture.objects.count() == 1


def test_featured_picture_is_the_cover(run, uploads):
    featured = item(7, "hips", meta={"_thumbnail_id": 9})
    run(featured, attachment(9, "2017/11/a.jpg"), uploads=uploads({"2017/11/a.jpg": jpeg()}))
    assert Post.objects.get().cover == Picture.objects.get()


def test_pdf_becomes_a_file_and_its_links_lead_to_it(run, client, uploads):
    run(
        item(7, "hips", content=f'<p><a href="{UPLOADS}/2017/11/plan.pdf">The plan</a></p>'),
        uploads=uploads({"2017/11/plan.pdf": PDF}),
    )
    document = Document.objects.get()
    assert f'href="{document.address}"' in Post.objects.get().html
    assert client.get("/wp-content/uploads/2017/11/plan.pdf").headers["Location"] == document.address


def test_uploads_in_a_zip_file_in_any_folder_are_read(run, tmp_path):
    archive = tmp_path / "uploads.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("backup/wp-content/uploads/2017/11/a.jpg", jpeg())
        file.writestr("../../2017/11/b.jpg", jpeg("gold"))
    report = run(attachment(9, "2017/11/a.jpg"), attachment(10, "2017/11/b.jpg"), uploads=archive)
    assert row(report, "attachment") == [2, 1, 0, 1]
    assert any("../../2017/11/b.jpg" in line and "leads out" in line for line in report)


def test_path_that_leads_out_of_the_uploads_is_not_read(run, tmp_path, uploads):
    (tmp_path / "secret.jpg").write_bytes(jpeg())
    run(attachment(9, "../secret.jpg"), uploads=uploads({"a.jpg": jpeg()}))
    assert not Picture.objects.exists()


def test_missing_picture_is_a_named_link_and_is_supplied_later(run, client, uploads):
    parts = item(7, "hips", content=f'<p>Look:</p><img src="{UPLOADS}/2017/11/a.jpg" alt="A squat">')
    report = run(parts)
    assert any(f"File: {UPLOADS}/2017/11/a.jpg" in line and "Shown by: “Hips”" in line for line in report)
    assert f'href="{UPLOADS}/2017/11/a.jpg#picture"' in Post.objects.get().html

    report = run(parts, uploads=uploads({"2017/11/a.jpg": jpeg()}))
    assert updated(report, "post") == 1
    assert Picture.objects.get().url in client.get("/hips/").content.decode()
    assert not any("Missing" in line for line in report)


def test_reason_is_given_for_a_size_that_a_text_shows(run, uploads):
    text = item(7, "hips", content=f'<p>Look:</p><img src="{UPLOADS}/2017/11/a-300x200.jpg" alt="">')
    report = run(text, attachment(9, "2017/11/a.jpg"), uploads=uploads({"2017/11/a.jpg": b"nonsense"}))
    assert any("a-300x200.jpg (This file can’t be read as a picture" in line for line in report)


@pytest.mark.parametrize(
    ("name", "content"),
    [("talk.mp3", b"ID3"), ("squat.mp4", b"\0\0\0\x18ftyp"), ("plan.docx", b"PK\x03\x04"), ("log.csv", b"a,b")],
)
def test_other_file_comes_and_its_old_address_leads_to_it(run, client, uploads, name, content):
    report = run(attachment(9, f"2017/11/{name}"), uploads=uploads({f"2017/11/{name}": content}))
    assert row(report, "attachment") == [1, 1, 0, 0]
    response = client.get(f"/wp-content/uploads/2017/11/{name}")
    assert (response.status_code, response.headers["Location"]) == (301, f"/files/{name}")
    assert b"".join(client.get(f"/files/{name}").streaming_content) == content


@pytest.mark.parametrize("fields", [{"status": "private"}, {"status": "draft"}, {"password": "enter"}])
def test_file_of_a_text_that_is_not_public_is_not_public(run, client, uploads, fields):
    files = uploads({"plan.pdf": PDF})
    run(item(7, "secret", **fields), attachment(9, "plan.pdf", parent=7), uploads=files)
    assert client.get("/files/plan.pdf").status_code == 404
    assert client.get("/wp-content/uploads/plan.pdf").status_code == 404


def test_files_of_other_types_are_named(run, uploads):
    report = run(attachment(9, "2017/11/logo.psd"), uploads=uploads({"2017/11/logo.psd": b"8BPS"}))
    assert row(report, "attachment") == [1, 0, 0, 1]
    assert any("files of this type are not kept here" in line for line in report)


def test_recording_in_a_text_is_a_link_to_the_file(run, uploads):
    text = f'[audio src="{UPLOADS}/talk.mp3"]<p><a href="{UPLOADS}/plan.xlsx">Plan</a></p>'
    run(item(7, "hips", content=text), uploads=uploads({"talk.mp3": b"ID3", "plan.xlsx": b"PK\x03\x04"}))
    html = Post.objects.get().html
    assert 'href="/files/talk.mp3">Listen: talk.mp3</a>' in html
    assert 'href="/files/plan.xlsx"' in html


def test_file_that_is_no_picture_is_named(run, uploads):
    report = run(attachment(9, "2017/11/a.jpg"), uploads=uploads({"2017/11/a.jpg": b"nonsense"}))
    assert any("can’t be read as a picture" in line for line in report)


def test_rehearsal_brings_no_file_and_says_where_each_would_come_from(run, uploads):
    files = attachment(9, "2017/11/a.jpg"), attachment(10, "2017/11/b.jpg")
    report = run(*files, uploads=uploads({"2017/11/a.jpg": jpeg()}), no_fetch=False, rehearse=True)
    assert f"File: {UPLOADS}/2017/11/a.jpg (it will come from the uploads)." in report
    assert f"File: {UPLOADS}/2017/11/b.jpg (it will be fetched from the old site)." in report
    assert not Picture.objects.exists()


def test_second_run_brings_nothing_again(run, uploads):
    folder = uploads({"2017/11/a.jpg": jpeg()})
    run(attachment(9, "2017/11/a.jpg"), uploads=folder)
    assert row(run(attachment(9, "2017/11/a.jpg"), uploads=folder), "attachment") == [1, 0, 1, 0]
    assert Picture.objects.count() == 1


def test_picture_is_fetched_from_the_old_site_with_a_name_of_its_own(run, external_server: ExternalServer, quick):
    site = external_server.url("").rstrip("/")
    external_server.pages["/wp-content/uploads/2017/11/a.jpg"] = Page(content=jpeg())
    report = run(attachment(9, "2017/11/a.jpg", uploads=f"{site}/wp-content/uploads"), site=site, no_fetch=False)
    assert row(report, "attachment") == [1, 1, 0, 0]
    assert external_server.requests == [("GET", "/wp-content/uploads/2017/11/a.jpg", external_server.requests[0][2])]
    assert "moves the files of its owner" in external_server.requests[0][2]


@pytest.mark.parametrize("packed", [True, False])
def test_long_sound_comes_from_the_uploads(run, uploads, tmp_path, monkeypatch, packed):
    monkeypatch.setattr("media.file_types.MAX_BYTES", 50)
    folder = uploads({"talk.mp3": b"ID3".ljust(60, b"-")})
    run(
        attachment(9, "talk.mp3"),
        uploads=Path(shutil.make_archive(str(tmp_path / "all"), "zip", folder)) if packed else folder,
    )
    with Document.objects.get().file.open() as file:
        assert file.read() == b"ID3".ljust(60, b"-")


def test_captions_of_the_media_library_are_shown_where_wordpress_does_and_else_named(run):
    caption = '[caption id="attachment_9"]<img src="{}/b.jpg"> Knees &amp; hips[/caption]'
    report = run(
        item(7, "hips", content='[gallery ids="8"]'),
        item(6, "knees", content=caption.format(UPLOADS)),
        attachment(8, "a.jpg", excerpt="At  the <b>rack</b>", content="Taken by Ines"),
        attachment(9, "b.jpg", excerpt="Knees &amp; hips"),
        attachment(10, "c.jpg", excerpt="Nobody shows me"),
    )
    assert "<p>At the rack</p>" in Post.objects.get(address__slug="hips").html
    said = [line for line in report if "The media library of WordPress says" in line]
    assert said == [
        "The media library of WordPress says of “a.jpg”: “Taken by Ines”. No text shows that here.",
        "The media library of WordPress says of “c.jpg”: “Nobody shows me”. No text shows that here.",
    ]


def test_gallery_has_the_captions_of_the_media_library(run, uploads):
    run(
        item(7, "hips", content='[gallery ids="8,9"]'),
        *(attachment(id, f"{id}.jpg", excerpt=f"Squat {id} <3") for id in (8, 9)),
        uploads=uploads({"8.jpg": jpeg(), "9.jpg": jpeg("gold")}),
    )
    assert "Squat 8 &lt;3 · Squat 9 &lt;3" in Post.objects.get().body


def test_passing_fault_is_tried_again_and_a_lasting_one_named(run, external_server: ExternalServer, quick):
    site = external_server.url("").rstrip("/")
    external_server.pages["/wp-content/uploads/a.jpg"] = Page(500)
    report = run(attachment(9, "a.jpg", uploads=f"{site}/wp-content/uploads"), site=site, no_fetch=False)
    assert len(external_server.requests) == 3
    assert any("answered with the error 500" in line for line in report)


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        (Page(404), "answered with the error 404"),
        (Page(content=b"<!DOCTYPE html><html>Sign in</html>"), "a web page and not the file"),
        (Page(301, "http://127.0.0.9/a.jpg"), "its address is not public"),
        (Page(302, "/wp-content/uploads/a.jpg"), "from address to address"),
        (Page(content=b"x" * (20 * 2**20 + 1)), "larger than 20 MB"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_sentence(run, external_server: ExternalServer, quick, page, sentence):
    site = external_server.url("").rstrip("/")
    external_server.pages["/wp-content/uploads/a.jpg"] = page
    report = run(attachment(9, "a.jpg", uploads=f"{site}/wp-content/uploads"), site=site, no_fetch=False)
    assert any(sentence in line for line in report)
    assert not Picture.objects.exists()


def test_server_that_does_not_answer_is_left_alone_after_a_while(run, quick, monkeypatch):
    monkeypatch.setattr("core.outbound.safe_connections.ALLOWED_NETWORKS", [])
    site = "http://127.0.0.9:8000"
    report = run(
        *(attachment(id, f"{id}.jpg", uploads=f"{site}/wp-content/uploads") for id in (9, 10)),
        site=site,
        no_fetch=False,
    )
    assert any("9.jpg (its address is not public)" in line for line in report)
    assert any("10.jpg (its site does not answer)" in line for line in report)
