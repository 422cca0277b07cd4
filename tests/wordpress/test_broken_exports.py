"""Exports that are almost what WordPress writes."""

import gzip
import io
import zipfile

import pytest
from django.core.management import CommandError

from blog.models import Post
from comments.models import Comment
from tests.wordpress.conftest import row
from tests.wordpress.wxr import comment, export, item

pytestmark = pytest.mark.django_db


def titles() -> list[str]:
    return [*Post.objects.order_by("pk").values_list("title", flat=True)]


def packed(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "junk",
    [
        b"\n\n",
        b"\xef\xbb\xbf\n",
        b"<br />\n<b>Warning</b>: Undefined variable & more in <b>export.php</b> on line <b>7</b><br />\n",
    ],
)
def test_junk_before_the_xml_is_dropped_and_said(run, junk):
    report = run(junk + export(item(7, "hips")))
    assert titles() == ["Hips"]
    assert any("was mended so that it can be read" in line for line in report)


@pytest.mark.parametrize(
    ("broken", "title"),
    [
        ("Bread & butter", "Bread & butter"),
        ("Bread &nbsp;butter", "Bread \xa0butter"),
        ("Bread\x0b &#8; butter", "Bread  butter"),
        ("Fish &unknown; chips", "Fish &unknown; chips"),
        ("AT&amp;amp;T", "AT&T"),
    ],
)
def test_titles_with_stray_signs_are_read(run, broken, title):
    run(export(item(7, "hips", title="TITLE")).replace(b"TITLE", broken.encode()))
    assert titles() == [title]


def test_entities_are_decoded_once_everywhere(run):
    run(item(7, "hips", comment(1, author="Ada &amp;amp; Bob"), title="Salt &amp;lt;3"))
    assert titles() == ["Salt &lt;3"]
    assert Comment.objects.get().name == "Ada &amp; Bob"


def test_nested_sections_are_read_to_the_end_of_their_element(run):
    content = b"<![CDATA[<p>One <![CDATA[ two ]]> three</p>]]>"
    run(export(item(7, "hips", content="CONTENT"), item(8, "core")).replace(b"CONTENT", content))
    assert "three" in Post.objects.get(title="Hips").html
    assert titles() == ["Hips", "Core"]


@pytest.mark.parametrize(
    ("encoding", "declared", "words"),
    [
        ("gb2312", "GB2312", "硬拉和深蹲让你的背更强壮"),
        ("shift_jis", "Shift_JIS", "デッドリフトで背中を強くする"),
        ("windows-1252", "UTF-8", "Kräftige Hüften für Läufer"),
        ("utf-8", "ISO-8859-1", "Kräftige Hüften"),
        ("utf-8", "klingon", "Kräftige Hüften"),
        ("utf-16", "UTF-16", "Kräftige Hüften"),
    ],
)
def test_any_encoding_is_read_whatever_the_file_declares(run, encoding, declared, words):
    text = export(item(7, "hips", title=words, content=f"<p>{words}</p>" * 20)).decode()
    run(text.replace('encoding="UTF-8"', f'encoding="{declared}"').encode(encoding))
    assert titles() == [words]


def test_characters_cut_through_do_not_change_the_encoding(run):
    content = export(item(7, "hips", title="Hüften CUT", content="<p>Größe</p>" * 9)).replace(b"CUT", "ü".encode()[:1])
    run(content)
    assert titles() == ["Hüften �"]


def test_padded_tags_are_read(run):
    content = (
        export(item(7, "hips", comment(1))).replace(b">post<", b">\n post\n<").replace(b">publish<", b"> publish <")
    )
    report = run(content)
    assert row(report, "post") == row(report, "comment") == [1, 1, 0, 0]


def test_numbers_of_5000_digits_are_no_ids(run):
    content = export(item(7, "hips", comment(1))).replace(b">7<", f">{'7' * 5000}<".encode())
    run(content)
    report = run(content)
    assert row(report, "post") == row(report, "comment") == [1, 0, 1, 0]


def test_overlong_names_are_cut(run):
    long = "hips-" * 200
    report = run(item(7, long, comment(1, author=long, email=f"{long}@example.org"), title=long, creator=long))
    assert row(report, "post") == row(report, "comment") == [1, 1, 0, 0]
    assert row(run(item(7, long, title=long, creator=long)), "author") == [2, 0, 2, 0]


def test_items_and_comments_without_ids_or_with_the_same_come_once(run):
    without = item(0, "one", comment(0, text="First") + comment(0, text="Second"))
    twice = item(7, "hips", comment(5) + comment(5, text="Other")), item(7, "core", comment(5, text="Elsewhere"))
    for expected in ([3, 3, 0, 0], [3, 0, 3, 0]):
        assert row(run(without, *twice), "post") == expected
    assert Comment.objects.count() == 5
    assert sorted(titles()) == ["Core", "Hips", "One"]


def test_authors_in_another_case_and_named_only_by_items_are_known(run):
    run(item(7, "hips", creator="NORA"), item(8, "core", creator="guest"))
    assert {post.author.display_name for post in Post.objects.all()} == {"Nora Falk", "guest"}


def test_parts_of_a_split_export_in_a_zip_are_one(run):
    parts = {"b.2.xml": item(8, "core"), "b.10.xml": item(9, "knees"), "b.1.xml": item(7, "hips")}
    report = run(packed(**{name: export(part) for name, part in parts.items()}), name="parts.zip")
    assert titles() == ["Hips", "Core", "Knees"]
    assert row(report, "post") == [3, 3, 0, 0]


def test_gzip_is_read_under_any_name(run):
    run(gzip.compress(export(item(7, "hips"))), name="export.xml")
    assert titles() == ["Hips"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            b"<!DOCTYPE html><html><form id=loginform>Password</form></html>",
            "is a web page, probably the one to sign in",
        ),
        (b"<html><body>Maintenance</body></html>", "is a web page and no export"),
        (b"-- MySQL dump 10.13\nCREATE TABLE `wp_posts`", "is a copy of a database"),
        (b"%PDF-1.7", "is a PDF"),
        (b"", "is empty"),
        (packed(**{"2020/01/a.jpg": b"x"}), "ZIP file without an export"),
        (gzip.compress(export(), mtime=0)[:60], "damaged"),
        (packed(**{"a.xml": export()})[:90], "damaged ZIP"),
    ],
    # Not by their bytes: packed files have the time in them.
    ids=["sign-in", "page", "database", "PDF", "empty", "pictures", "gzip", "ZIP"],
)
def test_other_files_are_called_what_they_are(run, content, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(content)


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: packed(**{"a.xml": content})])
def test_bomb_is_refused(run, pack, monkeypatch):
    monkeypatch.setattr("wordpress.export_files.LARGE", 2**20)
    bomb = export(item(7, "hips", content="BOMB")).replace(b"BOMB", b" " * 2**22)
    with pytest.raises(CommandError, match="far more than an export can have"):
        run(pack(bomb))
    assert not Post.objects.exists()


def test_bomb_of_entities_in_a_broken_file_is_refused(run):
    bomb = b'\n<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss>&b;</rss>'
    with pytest.raises(CommandError):
        run(bomb)
