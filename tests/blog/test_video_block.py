"""Videos in a text: their addresses, their stills, and that nothing is loaded from elsewhere before a click."""

import io
import json
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from blog import video_stills
from blog.blocks.video import Video as VideoBlock
from blog.blocks.video import VideoForm
from blog.video_addresses import Video, video_at, video_of_key
from core.html import block_marker
from media.models import Picture
from tests.conftest import RunTasks
from tests.external_server import ExternalServer, Page
from tests.factories import make_coach, make_page, make_picture, make_post

ID = "dQw4w9WgXcQ"
BLOCK = VideoBlock()
YOUTUBE, VIMEO = Video("youtube", ID), Video("vimeo", "76979871")


@pytest.mark.parametrize(
    ("address", "video"),
    [
        (f"https://www.youtube.com/watch?v={ID}", YOUTUBE),
        (f"http://youtube.com/watch?v={ID}&list=PL1&index=2&t=90s", Video("youtube", ID, start=90)),
        (f"https://www.youtube.com/watch?app=desktop&v={ID}#t=1m30s", Video("youtube", ID, start=90)),
        (f"https://m.youtube.com/watch?v={ID}", YOUTUBE),
        (f"https://music.youtube.com/watch?v={ID}", YOUTUBE),
        (f"https://youtu.be/{ID}", YOUTUBE),
        (f"youtu.be/{ID}?si=abc&t=1h2m3s", Video("youtube", ID, start=3723)),
        (f"  https://youtu.be/{ID}?t=90 ", Video("youtube", ID, start=90)),
        (f"https://www.youtube.com/shorts/{ID}", YOUTUBE),
        (f"https://www.youtube.com/live/{ID}?feature=share", YOUTUBE),
        (f"https://www.youtube.com/embed/{ID}?start=90", Video("youtube", ID, start=90)),
        (f"https://www.youtube-nocookie.com/embed/{ID}", YOUTUBE),
        (f"//www.youtube.com/v/{ID}", None),
        (f"https://www.youtube.com/v/{ID}", YOUTUBE),
        (f"https://youtu.be/{ID}?t=1:30", Video("youtube", ID, start=90)),
        (f"https://youtu.be/{ID}?t=soon", YOUTUBE),
        (f"https://youtu.be/{ID}?t=999999", YOUTUBE),
        ("https://vimeo.com/76979871", VIMEO),
        ("https://www.vimeo.com/76979871#t=90s", Video("vimeo", "76979871", start=90)),
        ("https://vimeo.com/76979871/0a1b2c3d4e", Video("vimeo", "76979871", "0a1b2c3d4e")),
        ("https://player.vimeo.com/video/76979871?h=0a1b2c3d4e&dnt=1", Video("vimeo", "76979871", "0a1b2c3d4e")),
        ("https://vimeo.com/channels/staffpicks/76979871", VIMEO),
        ("https://vimeo.com/groups/motion/videos/76979871", VIMEO),
        ("https://vimeo.com/showcase/123/video/76979871", VIMEO),
        ("https://www.youtube.com/watch?v=short", None),
        ("https://www.youtube.com/@mara", None),
        ("https://www.youtube.com/playlist?list=PL1", None),
        ("https://vimeo.com/mara", None),
        ("https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ", None),
        (f"https://evil.example/?u=https://youtu.be/{ID}", None),
        (f"javascript://youtu.be/{ID}", None),
        (f'https://youtu.be/{ID}"onload=x', None),
        ("https://[", None),
        ("", None),
    ],
)
def test_address_of_a_video_is_read(address: str, video: Video | None) -> None:
    assert video_at(address) == video


@pytest.mark.parametrize(
    "video",
    [
        YOUTUBE,
        Video("youtube", "-_-_-t1-p1-", start=90, still=12),
        Video("vimeo", "76979871", "0a1b2c3d4e", 90, 12),
        Video("vimeo", "1", still=3),
    ],
)
def test_key_leads_back_to_the_video(video: Video) -> None:
    assert video_of_key(video.key) == video
    assert video_at(video.address) == replace(video, still=0)


@pytest.mark.parametrize("key", ["", "youtube", "youtube-short", f"youtube-{ID}-x", "vimeo-x", "vimeo-1-p", "other-1"])
def test_other_keys_are_no_videos(key: str) -> None:
    assert video_of_key(key) is None


def test_player_has_no_cookies_and_starts_at_the_time() -> None:
    youtube, vimeo = (Video(site, "1" * 11, start=90).player for site in ("youtube", "vimeo"))
    assert youtube == "https://www.youtube-nocookie.com/embed/11111111111?autoplay=1&rel=0&start=90"
    assert vimeo == "https://player.vimeo.com/video/11111111111?autoplay=1&dnt=1#t=90s"


def page_of(client: Any, *keys: str, content: str = "") -> Any:
    make_post("hips", body="".join(block_marker("video", key, content) for key in keys))
    return client.get("/hips/")


@pytest.mark.django_db
def test_page_has_a_named_link_and_nothing_from_elsewhere(client: Any) -> None:
    still = make_picture(alternative_text="How to squat")
    html = page_of(client, f"youtube-{ID}-t90-p{still.pk}", content="In <em>real</em> time").content.decode()
    assert f'href="https://www.youtube.com/watch?v={ID}&amp;t=90s"' in html
    assert "How to squat" in html
    assert "Plays from YouTube" in html
    assert "<figcaption>In <em>real</em> time</figcaption>" in html
    assert still.url in html
    assert "<iframe" not in html
    assert "ytimg" not in html


@pytest.mark.django_db
def test_video_without_a_still_has_a_name(client: Any) -> None:
    html = page_of(client, "vimeo-76979871-p12").content.decode()
    assert "Play the video" in html
    assert "Plays from Vimeo" in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("keys", "sources"),
    [
        ([f"youtube-{ID}"], " https://www.youtube-nocookie.com"),
        (["vimeo-1"], " https://player.vimeo.com"),
        ([f"youtube-{ID}", "vimeo-1"], " https://player.vimeo.com https://www.youtube-nocookie.com"),
    ],
)
def test_policy_allows_the_players_of_the_page(client: Any, keys: list[str], sources: str) -> None:
    make_page("about", body=block_marker("video", keys[0]))
    for _kept in range(2):
        policy = client.get("/about/")["Content-Security-Policy"]
        assert policy.endswith(f"frame-src{sources}") or len(keys) > 1
    response = page_of(client, *keys)
    for policy in (response["Content-Security-Policy"], client.get("/hips/")["Content-Security-Policy"]):
        assert policy.partition("frame-src")[2] == sources
        assert "script-src 'self'" in policy


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["youtube-short", "other-1"])
def test_policy_of_other_pages_allows_no_frames(client: Any, key: str) -> None:
    assert "frame-src" not in page_of(client, key)["Content-Security-Policy"]


def jpeg() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (640, 360), "teal").save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def sites(external_server: ExternalServer, monkeypatch: pytest.MonkeyPatch) -> ExternalServer:
    """Stand for the sites of the videos. Their addresses are on it, without the query."""
    monkeypatch.setattr(
        video_stills, "DESCRIPTIONS", dict.fromkeys(("youtube", "vimeo"), external_server.url("/about"))
    )
    stills = tuple(external_server.url(path) for path in ("/large", "/small"))
    monkeypatch.setattr(video_stills, "YOUTUBE_STILLS", stills)
    return external_server


def describe(sites: ExternalServer, video: Video, content: bytes) -> None:
    query = video_stills.urlencode({"url": video.address, "format": "json", "width": 1280})
    sites.pages[f"/about?{query}"] = Page(content=content)


def chosen(address: str, key: str = "") -> str:
    """Return the key for the video, whose still is then fetched by the task."""
    form = VideoForm({"address": address}, key=key)
    assert form.is_valid(), form.errors
    key = form.save()
    BLOCK.prepare(key, make_coach())
    assert not Picture.objects.exists()
    return key


@pytest.mark.django_db
def test_still_is_fetched_by_a_task_into_the_library(client: Any, sites: ExternalServer, run_tasks: RunTasks) -> None:
    describe(sites, YOUTUBE, json.dumps({"title": "How to squat"}).encode())
    sites.pages["/small"] = Page(content=jpeg())
    key = chosen(f"https://youtu.be/{ID}?t=90")
    assert key == f"youtube-{ID}-t90"
    assert "How to squat" not in page_of(client, key).content.decode()
    assert BLOCK.awaits(key)
    run_tasks()
    still = Picture.objects.get()
    assert (still.alternative_text, still.width, still.added_by is not None) == ("How to squat", 640, True)
    assert "fetches the still of a video" in sites.requests[0][2]
    assert not BLOCK.awaits(key)
    html = client.get("/hips/").content.decode()
    assert "How to squat" in html
    assert still.url in html


@pytest.mark.django_db
def test_still_of_vimeo_is_where_its_description_says(sites: ExternalServer, run_tasks: RunTasks) -> None:
    described = {"title": "Slow", "thumbnail_url": sites.url("/still")}
    describe(sites, VIMEO, json.dumps(described).encode())
    sites.pages["/still"] = Page(content=jpeg())
    key = chosen("https://vimeo.com/76979871")
    run_tasks()
    assert BLOCK.pictures(key) == [Picture.objects.get().pk]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'{"thumbnail_url": 7}',
        b'{"thumbnail_url": "http://127.0.0.1/x"}',
        b'{"thumbnail_url": "file:///x"}',
    ],
)
def test_video_without_a_still_is_shown_too(client: Any, sites: ExternalServer, content: bytes, run_tasks: Any) -> None:
    describe(sites, VIMEO, content)
    key = chosen("https://vimeo.com/76979871")
    run_tasks()
    assert not BLOCK.awaits(key)
    assert "Play the video" in page_of(client, key).content.decode()


@pytest.mark.django_db
def test_still_that_is_no_picture_is_left_out(sites: ExternalServer, run_tasks: RunTasks) -> None:
    sites.pages["/large"] = Page(content=b"<html>")
    chosen(f"https://youtu.be/{ID}")
    run_tasks()
    assert not Picture.objects.exists()


@pytest.mark.django_db
def test_still_is_fetched_once_for_all_beginnings(sites: ExternalServer, run_tasks: RunTasks) -> None:
    sites.pages["/large"] = Page(content=jpeg())
    for start in (0, 5, 90):
        BLOCK.prepare(Video("youtube", ID, start=start).key, None)
    run_tasks()
    BLOCK.prepare(YOUTUBE.key, None)
    run_tasks()
    assert len([request for request in sites.requests if "/large" in request[1]]) == 1


@pytest.mark.django_db
def test_still_that_could_not_be_had_is_asked_for_again(sites: ExternalServer, run_tasks: RunTasks) -> None:
    BLOCK.prepare(YOUTUBE.key, None)
    run_tasks()
    sites.pages["/large"] = Page(content=jpeg())
    BLOCK.prepare(YOUTUBE.key, None)
    run_tasks()
    assert BLOCK.pictures(YOUTUBE.key)


@pytest.mark.django_db
def test_other_address_is_refused_with_a_sentence() -> None:
    form = VideoForm({"address": "https://example.org/film"})
    assert not form.is_valid()
    assert "This isn’t the address of a video on YouTube or Vimeo" in form.errors["address"][0]


def test_form_of_a_key_shows_its_address() -> None:
    assert VideoForm(key=f"youtube-{ID}-t5").initial["address"] == f"https://www.youtube.com/watch?v={ID}&t=5s"
    assert VideoForm(key="nonsense").initial == {}
