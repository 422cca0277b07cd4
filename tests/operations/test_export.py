"""The site is exported, and our own importer reads what was written."""

import csv
import io
import json
import re
import stat
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from blog.models import Address, Category, Post
from comments.models import Comment
from core.private_files import transient_storage
from media.models import Picture
from operations.export import data, requests, wxr
from operations.export.archive import export_site
from operations.export.wxr_files import wordpress_id
from operations.models import SiteExport
from operations.progress import Progress
from tests.factories import (
    make_application,
    make_category,
    make_comment,
    make_document,
    make_episode,
    make_mail,
    make_offer,
    make_page,
    make_picture,
    make_post,
    make_sign_up,
    make_user,
)
from wordpress.export_files import open_parts
from wordpress.importer import import_export
from wordpress.models import ImportedRow
from wordpress.podcasts import read_podcast

pytestmark = pytest.mark.django_db(transaction=True)

SECRETS = ("password", "token", "secret", "link_number", "session", "fingerprint", "credential")


@pytest.fixture
def archive(tmp_path: Path) -> Callable[[], zipfile.ZipFile]:
    """Export the site, and open the archive."""

    def export() -> zipfile.ZipFile:
        export_site(tmp_path / "site.zip", Progress())
        return zipfile.ZipFile(tmp_path / "site.zip")

    return export


Archive = Callable[[], zipfile.ZipFile]


def lines_of(found: zipfile.ZipFile, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in found.read(name).splitlines()]


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """What has to survive the way out and back in."""
    columns = "pk text name email website state kind created_at parent__text".split()
    return {
        "comments": list(Comment.objects.order_by("text").values_list(*columns)),
        "posts": [
            (
                *(post.slug, post.title, post.teaser, post.state, post.published_at, post.are_comments_open),
                post.feed_id,
                *(sorted(one.path for one in post.categories.all()), sorted(post.tags.names())),
            )
            for post in Post.objects.order_by("title")
        ],
        "addresses": list(Address.objects.order_by("slug").values_list("slug", "moved_to__slug")),
        "categories": list(Category.objects.order_by("path").values_list("path", "name")),
        "staff": list(Comment.objects.order_by("text").values_list("text", "author__email")),
    }


def test_way_out_and_back_in(tmp_path: Path) -> None:
    moment = timezone.now().replace(microsecond=0) - timedelta(days=3)
    squats = make_category("Squats", make_category("Training"))
    post = make_post(
        "bird-dog",
        categories=[squats],
        tags=["core", "slow & steady"],
        title="Bird dog, slowly &amp; <b>well</b>",
        teaser="Breathe ]]> out, 1 < 2 &lt; 3.",
        guid="https://old.example.com/?p=7&x= ",
        published_at=moment,
    )
    make_post("draft-one", state=Post.State.DRAFT, published_at=None, author=post.author)
    for number, state in enumerate(("approved", "held", "spam", "binned")):
        fields = {"text": f"{number}: <b>Does</b> it & hurt?", "email": f"r{number}@example.org"}
        asked = make_comment(post, state=state, created_at=moment, website="https://a.example/", **fields)
        answer = {"text": f"answer {number}", "state": "approved", "created_at": moment}
        make_comment(post, parent=asked, author=post.author, **answer)
    make_comment(post, kind="pingback", state="approved", text="ping", created_at=moment)
    Comment.objects.filter(author__isnull=False).update(name=post.author.display_name, email=post.author.email)
    before = rows()
    file = tmp_path / "wordpress.xml"
    file.write_text("".join(wxr.lines(lambda: None)), encoding="utf-8")
    Comment.objects.all().delete()
    Post.objects.all().delete()
    Category.objects.filter(parent__isnull=False).delete()
    Category.objects.all().delete()
    Address.objects.all().delete()
    report = import_export([file])
    assert report.tallies["post"].imported == 2
    assert rows() == before
    assert import_export([file]).tallies["comment"].imported == 0
    assert ImportedRow.objects.filter(kind="comment").count() == 9


def test_parents_come_before_their_replies() -> None:
    """WordPress's importer takes comments by their ids."""
    post = make_post("bird-dog")
    reply, answer, asked, other = (make_comment(post, text=text) for text in ("reply", "answer", "asked", "other"))
    Comment.objects.filter(pk=answer.pk).update(parent=asked)
    Comment.objects.filter(pk=reply.pk).update(parent=answer)
    text = "".join(wxr.lines(lambda: None))
    pairs = re.findall(r"<wp:comment_id>(\d+)<.*?<wp:comment_parent>(\d+)<", text, re.DOTALL)
    assert all(int(parent) < int(number) for number, parent in pairs)
    highest = other.pk
    assert sorted((int(number), int(parent)) for number, parent in pairs) == [
        (asked.pk, 0),
        (other.pk, 0),
        (highest + 1, asked.pk),
        (highest + 2, highest + 1),
    ]


def test_items_for_wordpress(archive: Archive) -> None:
    picture = make_picture(alternative_text="A squat")
    block = f'<figure data-block="picture" data-key="{picture.pk}"></figure>'
    post = make_post("bird-dog", cover=picture, body=f"<p>Lift.</p>{block}")
    post.move_to("bird-dog-slowly")
    post.save()
    page = make_page("about")
    make_post("binned").put_into_bin()
    text = archive().read("wordpress.xml").decode()
    assert f"<wp:post_id>{wordpress_id(Post, post.pk)}</wp:post_id>" in text
    assert len({wordpress_id(type(row), row.pk) for row in (post, page, picture)}) == 3
    assert f"<wp:attachment_url>http://127.0.0.1:8000{picture.file.url}</wp:attachment_url>" in text
    assert "<wp:meta_key>_wp_old_slug</wp:meta_key>\n<wp:meta_value>bird-dog</wp:meta_value>" in text
    assert f"<wp:meta_value>{wordpress_id(Picture, picture.pk)}</wp:meta_value>" in text
    assert "<wp:post_name>about</wp:post_name>" in text
    assert "<wp:status>trash</wp:status>" in text
    assert "data-block" not in text


def test_episode_and_files_for_wordpress(tmp_path: Path) -> None:
    document = make_document("plan.pdf")
    post = make_post("żółw")
    episode = make_episode(
        post,
        address="",
        audio="podcast/ab/one.mp3",
        duration=3723,
        number=4,
        season=2,
        is_explicit=False,
        guid="tag:old,1",
    )
    text = "".join(wxr.lines(lambda: None))
    assert f"<wp:attachment_url>http://127.0.0.1:8000{document.address}</wp:attachment_url>" in text
    assert f"<wp:attachment_url>http://127.0.0.1:8000{episode.audio.url}</wp:attachment_url>" in text
    assert f"<wp:post_parent>{wordpress_id(Post, post.pk)}</wp:post_parent>" in text
    # WordPress would make “zolw” of letters that are not encoded.
    assert "<wp:post_name>%c5%bc%c3%b3%c5%82w</wp:post_name>" in text
    file = tmp_path / "wordpress.xml"
    file.write_text(text, encoding="utf-8")
    found = read_podcast(open_parts([file])).episodes
    assert [(one.guid, one.duration, one.number, one.season, one.kind, one.is_explicit) for one in found] == [
        ("tag:old,1", 3723, 4, 2, "full", False)
    ]
    assert [(one.audio_url, one.size) for one in found] == [(f"http://127.0.0.1:8000{episode.audio.url}", episode.size)]


def test_tables(archive: Archive) -> None:
    make_application(name="=Nadia")
    make_sign_up(make_offer(name="Plan", collects_sign_ups=True))
    found = archive()

    def names(table: str) -> list[str]:
        text = io.StringIO(found.read(f"tables/{table}").decode("utf-8-sig"))
        return [row["Name"] for row in csv.DictReader(text)]

    assert names("applications.csv") == ["'=Nadia"]
    assert len(names("sign-ups.csv")) == 1
    assert "Plan" in names("offers.csv")


def test_data_by_its_schema(archive: Archive) -> None:
    comment = make_comment(make_post("bird-dog"), text="Żółw?")
    found = archive()
    schema = json.loads(found.read("data/schema.json"))
    assert schema["version"] == data.SCHEMA_VERSION
    fields = schema["models"]["comments.comment"]["fields"]
    (row,) = lines_of(found, "data/comments.comment.jsonl")
    assert row.keys() == fields.keys()
    assert row["text"] == "Żółw?"
    assert row["created_at"] == comment.created_at.isoformat()
    assert fields["post"] == {"type": "ForeignKey", "what": "article", "refers_to": "blog.post"}
    files = {name for name in found.namelist() if name.startswith("data/") and name.endswith(".jsonl")}
    assert files == {f"data/{model['file']}" for model in schema["models"].values()}


def test_nothing_secret_is_in_it(archive: Archive) -> None:
    """Also of models that others add: a field with such a name is left out by ``operations.export.data``."""
    user = make_user(password="canary-password")
    make_mail(text="canary: a private link")
    application = make_application(user_agent="canary-browser")
    named = {f"{model._meta.label}.{field.name}" for model in data.models() for field in data.fields_of(model)}
    assert [name for name in named if any(word in name.lower() for word in SECRETS)] == []
    found = archive()
    content = b"".join(found.read(name) for name in found.namelist())
    for secret in (b"canary", user.password.encode(), str(application.link_number).encode()):
        assert secret not in content


def test_files_and_readme(archive: Archive) -> None:
    default_storage.save("pictures/squat.jpg", ContentFile(b"picture"))
    found = archive()
    assert found.read("media/pictures/squat.jpg") == b"picture"
    assert "schema.json says what each field is" in found.read("README.txt").decode()


def test_archive_is_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    call_command("export_site", str(tmp_path / "site.zip"))
    assert stat.S_IMODE((tmp_path / "site.zip").stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="is there already"):
        call_command("export_site", str(tmp_path / "site.zip"))
    with pytest.raises(CommandError, match="can’t be written"):
        call_command("export_site", str(tmp_path / "site.zip" / "below.zip"))
    assert [path.name for path in tmp_path.iterdir()] == ["site.zip"]


@pytest.fixture
def owner() -> Client:
    client = Client()
    client.force_login(make_user(is_staff=True, role=Role.OWNER))
    return client


def test_owner_gets_it_in_the_admin(owner: Client, run_tasks: Callable[..., list[Any]]) -> None:
    assert "Make the archive" in owner.get("/admin/operations/").text
    owner.post("/admin/operations/export/")
    owner.post("/admin/operations/export/")
    page = owner.get("/admin/operations/")
    assert "is being made" in page.text
    assert page["Refresh"] == "3"
    run_tasks()
    page = owner.get("/admin/operations/")
    assert "Download the archive of" in page.text
    assert "Refresh" not in page
    export = SiteExport.objects.get()
    response = owner.get(f"/admin/operations/export/{export.pk}/")
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert "wordpress.xml" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert "no-store" in response["Cache-Control"]
    assert User.objects.count() == 1


def test_archive_is_deleted_after_a_week(owner: Client, clock: Callable[..., None]) -> None:
    export = requests.ask()
    requests.carry_out(export.pk)
    requests.purge()
    assert transient_storage().exists(export.file)
    clock(days=8)
    requests.purge()
    assert not transient_storage().exists(export.file)
    assert owner.get(f"/admin/operations/export/{export.pk}/").status_code == 404
