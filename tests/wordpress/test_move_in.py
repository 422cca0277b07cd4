"""“Move in”: a site is brought in the admin."""

import gzip
import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from blog.models import Page, Post
from comments.models import Comment
from core.models import Upload
from media.models import Document, Picture
from privacy import retention
from tests.factories import make_post, make_user
from tests.wordpress.running_imports import another_import
from tests.wordpress.test_files import PDF, UPLOADS, attachment, jpeg
from tests.wordpress.wxr import comment, export, item
from wordpress import runs, tasks
from wordpress.models import Import, MissingPlace, Move, MoveFile, OldFile

pytestmark = pytest.mark.django_db

ITEMS = (
    item(7, "hips", comment(1), content=f'<p>Look:</p><img src="{UPLOADS}/2017/11/a-300x200.jpg" alt="A squat">'),
    item(8, "plans", kind="portfolio", link="https://old.example.com/plans/"),
)
LINK = "https://old.example.com/hips/"


@pytest.fixture
def coach() -> User:
    return make_user(is_staff=True, role=Role.COACH, display_name="Mara Lindt")


@pytest.fixture
def desk(coach: User) -> Client:
    client = Client()
    client.force_login(coach)
    return client


def page(desk: Client, url: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", desk.get(url).text.partition("<main")[2]).split())


@pytest.fixture
def begin(desk: Client) -> Callable[..., Move]:
    """``begin({name: content})`` begins a move with these files, and fetches nothing."""

    def begin(files: dict[str, bytes] | None = None, **fields: object) -> Move:
        desk.post("/admin/move-in/")
        move = Move.objects.get()
        Move.objects.update(fetches=False, **fields)
        for name, content in (files or {"old.xml": export(*ITEMS)}).items():
            desk.post(f"/admin/move-in/{move.pk}/add/", {"file": SimpleUploadedFile(name, content)})
        return move

    return begin


@pytest.fixture
def act(desk: Client, run_tasks: Callable[[], object]) -> Callable[..., Import]:
    """``act("rehearse")`` or ``act("import")`` sends the form of the move, and lets the worker run."""

    def act(what: str, **fields: object) -> Import:
        desk.post(f"/admin/move-in/{Move.objects.get().pk}/", {"act": what, **fields})
        run_tasks()
        return Import.objects.all()[0]

    return act


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_rehearsal_says_what_would_come_and_writes_nothing(desk, begin, act):
    move = begin()
    row = act("rehearse")
    assert (row.is_complete, Post.objects.count()) == (True, 0)
    shown = page(desk, f"/admin/move-in/{move.pk}/")
    assert "The rehearsal is done. Nothing was written." in shown
    assert "Articles 1 1 0 0 0" in shown
    report = page(desk, f"/admin/move-in/reports/{row.pk}/")
    assert f"{UPLOADS}/2017/11/a-300x200.jpg : it is not among the uploads. Shown by: “Hips”" in report


def test_old_addresses_and_their_answers_are_a_table(desk, begin, act):
    begin({"old.xml": export(item(7, "hips", link=LINK), item(8, "plans", kind="portfolio", link=f"{LINK}x/y/"))})
    row = act("rehearse")
    lines = b"".join(desk.get(f"/admin/move-in/reports/{row.pk}/addresses.csv")).decode().splitlines()
    assert lines[1:] == [f'"{LINK}","/hips/"', f'"{LINK}x/y/",""']


def test_export_is_imported_and_the_report_kept(desk, begin, act):
    move = begin()
    act("rehearse")
    row = act("import")
    assert Post.objects.published().get().address.slug == "hips"
    assert row.started_by is not None
    shown = page(desk, f"/admin/move-in/{move.pk}/")
    assert "You have moved in" in shown
    assert "Comments 1 1 0 0 0" in shown
    assert "old.xml" in page(desk, "/admin/move-in/")


def test_what_only_the_old_site_had_becomes_pages_if_chosen(desk, begin, act):
    begin()
    act("rehearse")
    act("import", as_pages=["portfolio"])
    assert Page.objects.get().address.slug == "plans"


def test_author_is_somebody_here_if_chosen(coach, begin, act):
    begin()
    act("rehearse")
    act("import", author_0=str(coach.pk))
    assert Post.objects.get().author == coach
    assert not User.objects.filter(email="nora@example.com").exists()


def test_only_an_owner_lets_an_author_write(desk, begin, act):
    begin()
    act("rehearse")
    assert (
        desk.post(f"/admin/move-in/{Move.objects.get().pk}/", {"act": "import", "author_0": "writer"}).status_code
        == 422
    )
    desk.force_login(make_user(is_staff=True, role=Role.OWNER))
    act("import", author_0="writer")
    assert User.objects.get(email="nora@example.com").role == Role.WRITER


def test_parts_and_several_archives_of_uploads_are_one_export(begin, act):
    parts = {"one.xml": export(*ITEMS[:1]), "two.xml.gz": gzip.compress(export(item(9, "knees")))}
    archives = {"a.zip": zipped({"uploads/2017/11/a.jpg": jpeg()}), "b.zip": zipped({"2018/01/b.jpg": jpeg("gold")})}
    begin({**parts, **archives})
    assert sorted(MoveFile.objects.filter(has_uploads=True).values_list("name", flat=True)) == ["a.zip", "b.zip"]
    act("rehearse")
    act("import")
    assert (Post.objects.count(), Picture.objects.count()) == (2, 1)


def test_archive_with_all_of_the_old_site_is_both(begin):
    begin({"all.zip": zipped({"old.xml": export(*ITEMS), "wp-content/uploads/2017/11/a.jpg": jpeg()})})
    file = MoveFile.objects.get()
    assert (file.has_export, file.has_uploads) == (True, True)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("me.jpg", jpeg(), "is no export"),
        ("login.xml", b"<!doctype html><html><input type=password>", "probably the one to sign in"),
        ("empty.zip", zipped({"readme.txt": b"Hello"}), "without an export"),
    ],
)
def test_file_that_is_something_else_is_refused_at_once(desk, begin, name, content, sentence):
    move = begin({name: content})
    assert sentence in desk.get(f"/admin/move-in/{move.pk}/").text
    assert not MoveFile.objects.exists()
    assert not list(move.folder.rglob(name))


def test_broken_export_ends_with_a_sentence(desk, begin, act):
    move = begin({"old.xml": export(*ITEMS)[:900]})
    row = act("rehearse")
    assert row.failure
    assert row.failure in page(desk, f"/admin/move-in/{move.pk}/")


def test_comments_of_a_long_thread_come_in_pieces_and_the_rest_later(desk, begin, act, monkeypatch):
    monkeypatch.setattr("wordpress.comments.ROWS_A_STATEMENT", 2)
    begin({"old.xml": export(item(7, "hips", "".join(comment(number, parent=number - 1) for number in range(1, 6))))})
    desk.post(f"/admin/move-in/{Move.objects.get().pk}/", {"act": "import"})

    def fail_at_the_third(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        if sql.startswith('INSERT INTO "comments_comment"') and Comment.objects.exists():
            raise OperationalError("disk I/O error")
        return execute(sql, *arguments)

    with connection.execute_wrapper(fail_at_the_third), pytest.raises(OperationalError):
        runs.carry_out(Import.objects.get().pk)
    assert Comment.objects.count() == 2
    Import.objects.update(ended_at=None, failure="")
    assert "2 comments of the old site are here." in page(desk, f"/admin/move-in/{Move.objects.get().pk}/")
    runs.continue_imports()
    assert dict(Comment.objects.values_list("pk", "parent")) == {1: None, 2: 1, 3: 2, 4: 3, 5: 4}


def test_second_import_at_once_is_told(desk, begin):
    move = begin()
    for _attempt in range(2):
        response = desk.post(f"/admin/move-in/{move.pk}/", {"act": "rehearse"}, follow=True)
    assert "Another import is running." in response.text
    assert Import.objects.count() == 1


def test_import_beside_that_of_the_command_is_told(desk, begin):
    move = begin()
    with another_import():
        response = desk.post(f"/admin/move-in/{move.pk}/", {"act": "rehearse"}, follow=True)
    assert "Another import is running." in response.text
    assert not Import.objects.exists()


def test_import_is_stopped_and_goes_on(desk, begin, act, monkeypatch):
    monkeypatch.setattr("wordpress.runs.INTERVAL", 0)
    move = begin({"old.xml": export(item(7, "hips"), item(8, "knees"))})
    desk.post(f"/admin/move-in/{move.pk}/", {"act": "import"})
    desk.post(f"/admin/move-in/{move.pk}/stop/")
    runs.continue_imports()
    assert Import.objects.get().was_stopped
    assert Post.objects.count() == 1
    assert "It stopped after 1 of 2 items" in page(desk, f"/admin/move-in/{move.pk}/")
    act("import")
    assert Post.objects.count() == 2


def test_import_whose_task_was_lost_is_carried_out(desk, begin):
    move = begin()
    desk.post(f"/admin/move-in/{move.pk}/", {"act": "import"})
    runs.continue_imports()
    assert Import.objects.get().is_complete
    assert Post.objects.count() == 1


def test_later_export_says_what_was_updated_and_what_was_kept(desk, begin, act):
    move = begin({"old.xml": export(item(7, "hips"), item(8, "knees"))})
    act("import")
    Post.objects.filter(address__slug="knees").update(title="Mine")
    changed = export(item(7, "hips", title="Stronger hips"), item(8, "knees", title="Better knees"))
    desk.post(f"/admin/move-in/{move.pk}/add/", {"file": SimpleUploadedFile("old.xml", changed)})
    row = act("import")
    assert sorted(Post.objects.values_list("title", flat=True)) == ["Mine", "Stronger hips"]
    assert "Articles 2 0 1 1 0" in page(desk, f"/admin/move-in/{move.pk}/")
    assert "changed here since the last import" in page(desk, f"/admin/move-in/reports/{row.pk}/")


@pytest.mark.folders
def test_files_are_private_and_deleted_on_wish(desk, begin):
    move = begin()
    file = MoveFile.objects.get()
    assert file.path.stat().st_mode & 0o077 == 0
    desk.post(f"/admin/move-in/{move.pk}/delete/")
    assert not MoveFile.objects.exists()
    assert not move.folder.exists()


@pytest.fixture
def send_upload(coach, desk) -> Callable[..., Upload]:
    """``send_upload(move)`` sends an export in parts and adds it to the move."""

    def send(move: Move) -> Upload:
        content = export(*ITEMS)
        values = {"owner": coach, "kind": "move", "name": "old.xml", "size": len(content), "offset": len(content)}
        upload = Upload.objects.create(**values)
        upload.content.path.write_bytes(content)
        assert desk.post(f"/admin/move-in/{move.pk}/add/", {"upload": upload.token}).status_code == 201
        return upload

    return send


@pytest.mark.folders
def test_deleting_the_files_of_a_move_discards_its_own_uploads(coach, desk, send_upload):
    first, second = Move.objects.create(begun_by=coach), Move.objects.create(begun_by=coach)
    replaced, of_first, of_second = send_upload(first), send_upload(first), send_upload(second)
    desk.post(f"/admin/move-in/{first.pk}/delete/")
    assert [upload.content.path.exists() for upload in (replaced, of_first, of_second)] == [False, False, True]
    assert Upload.objects.get() == of_second
    assert MoveFile.objects.get().move == second


@pytest.mark.folders
def test_files_that_nobody_uses_are_deleted_after_two_weeks(begin):
    move = begin()
    retention.purge_expired()
    assert MoveFile.objects.exists()
    Move.objects.update(used_at=timezone.now() - timedelta(days=15))
    assert retention.purge_expired().numbers["moves"] == 1
    assert not move.folder.exists()


@pytest.fixture
def supply(desk: Client, run_tasks: Callable[[], object]) -> Callable[..., Any]:
    """``supply(name, content)`` sends a missing file, and lets the worker run."""

    def supply(name: str = "a.jpg", content: bytes | None = None, url: str = "/admin/move-in/missing/") -> Any:
        response = desk.post(url, {"file": SimpleUploadedFile(name, content or jpeg())}, follow=True)
        run_tasks()
        return response

    return supply


@pytest.fixture
def lacking(begin, act) -> OldFile:
    """A picture that could not be had."""
    begin()
    act("import")
    return OldFile.objects.get()


def test_missing_picture_is_supplied_by_name_and_stands_in_the_text(desk, client, lacking, supply):
    assert "uploads/2017/11/a-300x200.jpg" in page(desk, "/admin/move-in/missing/")
    assert "Hips" in page(desk, "/admin/move-in/missing/")
    supply("A.jpg")
    picture = Picture.objects.get()
    assert f'data-key="{picture.pk}"' in Post.objects.get().body
    assert picture.url in client.get("/hips/").text
    assert "Picture: A squat" not in client.get("/hips/").text
    assert client.get("/wp-content/uploads/2017/11/a.jpg").headers["Location"] == picture.url
    assert "Nothing is missing" in page(desk, "/admin/move-in/missing/")


def test_missing_picture_is_supplied_at_its_own_page(desk, lacking, supply):
    url = f"/admin/move-in/missing/{lacking.pk}/"
    response = supply("other.jpg", url=url)
    assert "It is here now, and is put wherever it was missing." in response.text
    assert 'data-block="picture"' in Post.objects.get().body


def test_supplied_picture_stands_in_a_text_that_was_changed_here(desk, lacking, supply):
    post = Post.objects.get()
    post.body = f"{post.body}<p>Mine.</p>"
    post.save()
    supply()
    body = Post.objects.get().body
    assert 'data-block="picture"' in body
    assert body.endswith("<p>Mine.</p>")


def test_supplied_picture_stands_in_its_place_after_a_change_of_language(desk, lacking, settings, supply):
    settings.LANGUAGE_CODE = "de"
    supply()
    assert 'data-block="picture"' in Post.objects.get().body


def test_link_of_an_author_to_a_missing_picture_stays_a_link(desk, begin, act, supply):
    begin({"old.xml": export(item(7, "hips", content=f'<p><a href="{UPLOADS}/2017/11/a.jpg">How I sit</a></p>'))})
    act("import")
    supply()
    assert Post.objects.get().body == f'<p><a href="{Picture.objects.get().url}">How I sit</a></p>'


def test_page_says_in_how_many_places_a_supplied_picture_is_still_put(desk, begin, act, run_tasks):
    texts = [item(number, f"hips-{number}", content=f'<img src="{UPLOADS}/2017/11/a.jpg">') for number in range(7, 10)]
    begin({"old.xml": export(*texts)})
    act("import")
    desk.post("/admin/move-in/missing/", {"file": SimpleUploadedFile("a.jpg", jpeg())})
    assert not Post.objects.filter(body__contains="data-block").exists()
    assert "What you supplied is being put into 3 more places." in page(desk, "/admin/move-in/missing/")
    run_tasks()
    assert Post.objects.filter(body__contains="data-block").count() == 3
    assert "being put" not in page(desk, "/admin/move-in/missing/")


def test_supplied_picture_whose_task_was_lost_is_put_in_its_place(desk, lacking):
    desk.post("/admin/move-in/missing/", {"file": SimpleUploadedFile("a.jpg", jpeg())})
    tasks.continue_imports.func()
    assert 'data-block="picture"' in Post.objects.get().body


def test_text_with_a_supplied_picture_still_follows_a_later_export(desk, lacking, act, supply):
    supply()
    changed = export(item(7, "hips", title="Stronger hips", content=f'<img src="{UPLOADS}/2017/11/a.jpg">'))
    desk.post(f"/admin/move-in/{Move.objects.get().pk}/add/", {"file": SimpleUploadedFile("old.xml", changed)})
    act("import")
    assert Post.objects.get().title == "Stronger hips"


def test_missing_cover_and_linked_file_are_supplied(desk, begin, act, supply):
    content = f'<p><a href="{UPLOADS}/2017/11/plan.pdf">The plan</a></p>'
    begin(
        {"old.xml": export(item(7, "hips", content=content, meta={"_thumbnail_id": 9}), attachment(9, "2017/11/c.jpg"))}
    )
    act("import")
    for name, sent in {"c.jpg": jpeg(), "plan.pdf": PDF}.items():
        supply(name, sent)
    post = Post.objects.get()
    assert post.cover == Picture.objects.get()
    assert f'href="{Document.objects.get().address}"' in post.body
    assert not MissingPlace.objects.exists()


@pytest.mark.parametrize(
    ("name", "start", "is_taken"), [("talk.mp3", b"ID3", True), ("plan.zip", b"PK\x03\x04", False)]
)
def test_sound_may_be_larger_than_other_files(coach, desk, begin, act, monkeypatch, name, start, is_taken):
    monkeypatch.setattr("media.file_types.MAX_BYTES", 50)
    begin({"old.xml": export(attachment(9, name))})
    act("import")
    upload = Upload.objects.create(owner=coach, kind="old-file", name=name, size=60)
    upload.append(0, start.ljust(60, b"-"))
    response = desk.post("/admin/move-in/missing/", {"upload": upload.token})
    assert (response.status_code, "The limit is" in response.text) == ((201, False) if is_taken else (422, True))
    assert list(Document.objects.values_list("size", flat=True)) == [60] * is_taken


def test_picture_of_another_name_or_kind_is_refused(desk, lacking, supply):
    response = supply("b.jpg")
    assert "No missing file is called “b.jpg”" in response.text
    url = f"/admin/move-in/missing/{lacking.pk}/"
    response = supply(content=b"<html>Sign in", url=url)
    assert (response.status_code, "it is a web page" in response.text) == (422, True)


def test_files_with_the_same_name_are_supplied_one_by_one(desk, begin, act, supply):
    begin({"old.xml": export(attachment(9, "2017/11/a.jpg"), attachment(10, "2018/01/a.jpg"))})
    act("import")
    response = supply()
    assert "Several missing files are called “a.jpg”" in response.text
    assert not Picture.objects.exists()


def test_only_other_content_can_be_chosen_as_pages(desk, begin, act):
    move = begin(
        {"old.xml": export(*ITEMS, item(9, "ping", comment(3, kind="pingback")), item(10, "m", kind="revision"))}
    )
    act("rehearse")
    assert re.findall(r'name="as_pages" value="(\w+)"', desk.get(f"/admin/move-in/{move.pk}/").text) == ["portfolio"]


def test_empty_site_leads_there(desk):
    owner = Client()
    owner.force_login(make_user(is_staff=True, role=Role.OWNER))
    assert 'href="/admin/move-in/"' in owner.get("/admin/").text.partition("Your first day")[2]
    for url in ("/admin/blog/post/", "/admin/blog/page/"):
        assert "Do you come from WordPress?" in desk.get(url).text


def test_missing_files_take_the_same_queries_for_2_and_20(desk, django_assert_max_num_queries):
    def add(number: int) -> None:
        file = OldFile.objects.create(address=f"uploads/{number}.jpg", family=f"{number}", fault="404")
        post = make_post(f"article-{number}")
        MissingPlace.objects.create(file=file, kind="post", object_id=post.pk)

    add(0)
    add(1)
    with CaptureQueriesContext(connection) as before:
        assert "rticle" in page(desk, "/admin/move-in/missing/")
    for number in range(2, 20):
        add(number)
    with django_assert_max_num_queries(len(before)):
        page(desk, "/admin/move-in/missing/")
