"""``manage.py import_podcast`` with a feed."""

import os
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.core.management import CommandError, call_command

from blog.models import Post
from config.environment import BASE_DIR
from podcast.imports.audio import downloads_folder
from podcast.imports.feeds import read_feed
from podcast.imports.run import import_podcast
from podcast.models import Episode, Show
from tests.audio import silent_mp3
from tests.external_server import ExternalServer, Page
from tests.factories import make_coach, make_episode, make_picture, make_post, make_user
from tests.podcast.foreign_feeds import SHOW, feed, item
from tests.prepared import VARIABLE
from tests.wordpress.killed_import import everything
from tests.wordpress.running_imports import another_import
from wordpress.podcasts import find_post

pytestmark = pytest.mark.django_db

MP3 = "https://audio.example/{}.mp3"
Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Import a feed, whose content or address is given, and return what was printed."""

    def run(source: bytes | str, audio: str = "leave", **options: Any) -> str:
        if isinstance(source, bytes):
            file = tmp_path / "feed.xml"
            file.write_bytes(source)
            source = str(file)
        printed = StringIO()
        call_command("import_podcast", source, audio=audio, stdout=printed, **options)
        return printed.getvalue()

    return run


@pytest.fixture(autouse=True)
def owner() -> Any:
    return make_coach()


def test_feed_becomes_a_show_and_articles_with_episodes(run: Run, owner, client):
    printed = run(
        feed(
            item("b-2", MP3.format(2), title="Hinge", link="https://old.example.com/talks/how-to-hinge/"),
            item("a-1", MP3.format(1), title="Brace", description="<p>Out, then <script>x</script>brace.</p>"),
        )
    )
    assert "2 new episodes" in printed
    show = Show.objects.get()
    assert (show.title, show.owner_email, show.kind) == ("Lift & Listen", "nora@example.com", "serial")
    assert (show.category, show.second_category, show.language) == ("Health & Fitness > Fitness", "", "en-us")
    assert "Sports & Recreation" in printed
    hinge, brace = Episode.objects.order_by("guid").reverse()
    assert (hinge.post.slug, hinge.post.state, hinge.post.author) == ("how-to-hinge", Post.State.PUBLISHED, owner)
    assert hinge.post.published_at.isoformat() == "2017-11-06T08:00:00+00:00"
    assert (hinge.address, hinge.size, hinge.media_type) == (MP3.format(2), 1000, "audio/mpeg")
    assert (brace.post.slug, "script" in brace.post.html) == ("brace", False)
    assert client.get("/how-to-hinge/").status_code == 200


def test_second_run_adds_nothing_but_what_is_new(run: Run):
    run(feed(item("1", MP3.format(1))))
    Post.objects.update(title="My own title")
    Show.objects.update(title="My own show")
    printed = run(feed(item("1", MP3.format(1)), item("2", MP3.format(2))))
    assert "1 new episode" in printed
    assert "1 episode was here already" in printed
    assert Episode.objects.get(guid="1").post.title == "My own title"
    assert Show.objects.get().title == "My own show"


@pytest.mark.parametrize("guid", ["https://old.example.com/?p=7&a=<1>", "  padded ", "Ä\u0308\u200b", "A" * 500])
def test_ids_are_the_same_in_our_feed_byte_for_byte(run: Run, client, guid: str):
    run(feed(item(guid, MP3.format(1))))
    [found] = fromstring(client.get("/podcast/feed/").content).findall("channel/item/guid")
    assert found.text == guid


def test_item_without_audio_is_left_out(run: Run):
    printed = run(feed(item("1"), item("2", MP3.format(2))))
    assert "1 left out: it has no audio" in printed
    assert Episode.objects.get().guid == "2"


def test_item_with_a_longer_id_than_can_be_kept_is_left_out(run: Run):
    assert "its id is longer than 500 characters" in run(feed(item("A" * 501, MP3.format(1))))


def test_same_id_twice_is_one_episode(run: Run):
    run(feed(item("1", MP3.format(1)), item("1", MP3.format(2))))
    assert Episode.objects.get().address == MP3.format(1)


def test_episode_without_a_date_is_a_draft(run: Run, client):
    printed = run(feed(item("1", MP3.format(1), title="Brace", pubDate="some day")))
    assert "“Brace” has no valid date" in printed
    assert Post.objects.get().state == Post.State.DRAFT
    assert client.get("/brace/").status_code == 404


@pytest.mark.parametrize(
    ("slug", "title", "link"),
    [
        ("brace", "Brace first", "https://old.example.com/2017/brace/"),
        ("brace", "Another title", "https://testserver/brace/"),
        ("another", "BRACE  first", "https://podcasts.example/42"),
    ],
    ids=["same slug and title", "own link", "same title and day"],
)
def test_article_that_exists_gets_the_episode(run: Run, settings, slug: str, title: str, link: str):
    settings.SITE_URL = "https://testserver"
    date = read_feed(feed(item("1", MP3.format(1))))[1][0].published_at
    post = make_post(slug, title=title, published_at=date, body="<p>My own words.</p>")
    run(feed(item("1", MP3.format(1), title="Brace first", link=link)))
    assert Episode.objects.get().post == post
    assert Post.objects.count() == 1
    post.refresh_from_db()
    assert (post.title, post.body) == (title, "<p>My own words.</p>")


def test_other_article_with_the_slug_of_the_link_is_left_alone(run: Run):
    make_post("brace", title="About braces")
    run(feed(item("1", MP3.format(1), title="Brace first", link="https://old.example.com/brace/")))
    assert Episode.objects.get().post.slug == "brace-2"


def test_article_with_other_audio_keeps_it(run: Run):
    date = read_feed(feed(item("1", MP3.format(1))))[1][0].published_at
    own = make_episode(make_post("brace", title="Brace", published_at=date))
    run(feed(item("1", MP3.format(1), title="Brace")))
    assert Episode.objects.get(guid="1").post.slug == "brace-2"
    assert Episode.objects.get(pk=own.pk).address == own.address


def test_author_can_be_chosen(run: Run):
    writer = make_user(email="ines@example.org", is_staff=True)
    run(feed(item("1", MP3.format(1))), author="Ines@example.org")
    assert Post.objects.get().author == writer


def test_author_must_be_staff(run: Run):
    make_user(email="reader@example.org")
    with pytest.raises(CommandError, match="no such member of the staff"):
        run(feed(item("1", MP3.format(1))), author="reader@example.org")
    assert not Post.objects.exists()


@pytest.mark.parametrize("content", [b"<html>no</html>", b"", b"<?xml version='1.0'?><rss><channel><item>"])
def test_what_is_no_feed_imports_nothing(run: Run, content: bytes):
    with pytest.raises(CommandError, match="Nothing was imported"):
        run(content)
    assert not Show.objects.exists()


def test_missing_file_is_an_error(run: Run):
    with pytest.raises(CommandError, match="No such file"):
        run("/nowhere/feed.xml")


def test_feed_is_fetched_from_its_address(run: Run, external_server: ExternalServer):
    external_server.pages["/feed"] = Page(content=feed(item("1", MP3.format(1))))
    assert "1 new episode" in run(external_server.url("/feed"))


@pytest.mark.parametrize("url", ["http://127.0.0.1/feed", "http://10.0.0.1/feed", "http://[::1]:8000/feed"])
def test_private_addresses_are_refused(run: Run, url: str):
    with pytest.raises(CommandError, match="not on the public internet"):
        run(url)


def test_second_import_is_refused_during_the_first(run: Run):
    with another_import(), pytest.raises(CommandError, match="Another import is running"):
        run(feed(item("1", MP3.format(1))))


@pytest.fixture
def elsewhere(external_server: ExternalServer) -> bytes:
    """A feed of three episodes, whose files are on a server that breaks off."""
    picture = make_picture(1500, 1500)
    with picture.file.open("rb") as file:
        external_server.pages["/cover.jpg"] = Page(content=file.read())
    picture.delete()
    external_server.pages["/1.vtt"] = Page(content=b"WEBVTT\n\n00:00.000 --> 00:01.000\nBrace.\n")
    external_server.pages["/1.json"] = Page(content=b'{"chapters": [{"startTime": 5, "title": "Rules"}]}')
    for number in (1, 2, 3):
        content = silent_mp3(10 * number)
        external_server.pages[f"/{number}.mp3"] = Page(content=content, etag=f'"{number}"', cut=20_500)
    files = (
        f'<podcast:transcript url="{external_server.url("/1.vtt")}" type="text/vtt"/>',
        f'<podcast:chapters url="{external_server.url("/1.json")}" type="application/json+chapters"/>',
    )
    cover = f'<itunes:image href="{external_server.url("/cover.jpg")}"/>'
    items = (item(str(n), external_server.url(f"/{n}.mp3"), *(files if n == 1 else ())) for n in (1, 2, 3))
    return feed(*items, show=SHOW + cover)


def test_files_are_fetched(run: Run, elsewhere: bytes, external_server: ExternalServer, client):
    printed = run(elsewhere, "fetch")
    assert "3 audio files fetched" in printed
    first, second, third = Episode.objects.order_by("guid")
    assert [one.duration for one in (first, second, third)] == [10, 20, 30]
    assert (third.address, third.size, third.media_type) == ("", len(silent_mp3(30)), "audio/mpeg")
    assert b"".join(client.get(third.audio.url)) == silent_mp3(30)
    assert (first.chapters, first.transcript.startswith("WEBVTT")) == ("0:05 Rules", True)
    assert Show.objects.get().picture is not None
    assert not downloads_folder().exists()
    # The third file came in two pieces.
    assert external_server.ranges == ["", "", "", "bytes=20500-"]


def test_audio_can_be_fetched_later(run: Run, elsewhere: bytes):
    run(elsewhere)
    assert not any(one.audio for one in Episode.objects.all())
    run(elsewhere, "fetch")
    assert all(one.audio for one in Episode.objects.all())


@pytest.mark.folders
def test_interrupted_import_goes_on_where_it_was(run: Run, elsewhere: bytes, owner):
    """Whenever it is interrupted: once at each of its sentences, until it comes to its end."""
    interruptions = 0

    def interrupted_after(sentences: int) -> bool:
        def say(_sentence: str) -> None:
            nonlocal sentences
            sentences -= 1
            if sentences < 0:
                raise KeyboardInterrupt

        try:
            show, records = read_feed(elsewhere)
            import_podcast(show, records, author=owner, find_post=find_post, fetches_audio=True, say=say)
        except KeyboardInterrupt:
            return True
        return False

    while interrupted_after(interruptions):
        interruptions += 1
    after_interruptions = everything()
    assert interruptions >= 4
    Post.objects.all().delete()
    Show.objects.all().delete()
    for path in Path(settings.MEDIA_ROOT).glob("podcast/**/*.mp3"):
        path.unlink()
    run(elsewhere, "fetch")
    assert everything() == after_interruptions


@pytest.mark.process
def test_import_that_is_killed_again_and_again_makes_the_same(
    elsewhere: bytes, tmp_path: Path, external_server: ExternalServer
):
    (tmp_path / "feed.xml").write_bytes(elsewhere)

    def import_it(step: int) -> tuple[int, str]:
        environment = {
            "PATH": os.environ["PATH"],
            VARIABLE: os.environ.get(VARIABLE, ""),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": "only-for-tests",
            "DATA_DIR": str(tmp_path / f"killed-{step}"),
        }
        command = [sys.executable, "-m", "tests.wordpress.killed_import", str(tmp_path / "feed.xml"), str(step)]
        printed = subprocess.run(command, cwd=BASE_DIR, env=environment, check=True, stdout=subprocess.PIPE, text=True)
        kills, made = printed.stdout.split("\n", 1)
        return int(kills), made

    kills, made = import_it(7)
    assert kills >= 5
    assert (0, made) == import_it(0)
    assert any(range_.startswith("bytes=") for range_ in external_server.ranges)


def test_file_of_a_run_that_was_killed_before_its_row_is_not_left_over(run: Run, elsewhere: bytes):
    run(elsewhere, "fetch")
    before = everything()
    episode = Episode.objects.get(guid="2")
    # As if the row had not been written.
    address = next(one.audio_url for one in read_feed(elsewhere)[1] if one.guid == "2")
    Episode.objects.filter(pk=episode.pk).update(audio="", address=address, size=1000, duration=None)
    run(elsewhere, "fetch")
    assert everything() == before


def test_audio_that_can_not_be_had_stays_where_it_is(run: Run, external_server: ExternalServer):
    external_server.pages["/2.mp3"] = Page(content=silent_mp3(5))
    external_server.pages["/3.mp3"] = Page(content=b"<html>Sign in</html>" * 100)
    urls = [external_server.url("/gone.mp3"), external_server.url("/3.mp3"), external_server.url("/2.mp3")]
    urls.append("http://10.0.0.1/private.mp3")
    printed = run(feed(*(item(str(number), url) for number, url in enumerate(urls))), "fetch")
    assert f"{urls[0]} was not fetched: the server does not send it" in printed
    assert f"{urls[1]}: This file can’t be played as audio" in printed
    assert f"{urls[3]} was not fetched: its server is not on the public internet" in printed
    assert "1 audio file fetched" in printed
    assert [one.address for one in Episode.objects.order_by("guid")] == [*urls[:2], "", urls[3]]


def test_audio_that_is_here_is_not_fetched(run: Run, elsewhere: bytes, external_server: ExternalServer):
    run(elsewhere, "fetch")
    asked = len(external_server.ranges)
    assert "0 audio files fetched" in run(elsewhere, "fetch")
    assert len(external_server.ranges) == asked
