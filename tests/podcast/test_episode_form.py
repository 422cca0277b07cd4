"""The page on which an article gets its audio."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from mutagen.id3 import CHAP, ID3, TIT2
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.roles import Role
from blog.models import Post
from core.models import Upload
from podcast.models import Episode
from tests.admin_forms import form_data
from tests.audio import silent_mp3
from tests.factories import make_coach, make_episode, make_post, make_user

pytestmark = pytest.mark.django_db

ADDRESS = "https://audio.example/talk.mp3"


@pytest.fixture
def coach(client: Client) -> Client:
    client.force_login(make_coach())
    return client


@pytest.fixture
def post() -> Post:
    return make_post(state=Post.State.DRAFT, published_at=None)


def mp3(name: str = "talk.mp3", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or silent_mp3(90))


def send(client: Client, post: Post, **changes: Any) -> Any:
    """Open the form of the article and save it with other values."""
    opened = client.get(reverse("admin:podcast_episode_of", args=[post.pk]), follow=True)
    assert opened.status_code == 200
    url = opened.redirect_chain[-1][0]
    return client.post(url, {**form_data(opened.content.decode()), **changes})


def errors(response: Any) -> str:
    assert response.status_code == 200
    return str(response.context["adminform"].form.errors)


def test_article_gets_a_file(coach: Client, post: Post) -> None:
    response = send(coach, post, audio=mp3(), number="4")
    assert response["Location"] == reverse("admin:blog_post_change", args=[post.pk])
    episode = Episode.objects.get(post=post)
    assert (episode.size, episode.duration, episode.media_type) == (len(silent_mp3(90)), 90, "audio/mpeg")
    assert episode.audio.read() == silent_mp3(90)
    assert (episode.number, episode.kind, episode.is_explicit) == (4, Episode.Kind.FULL, None)
    episode.audio.close()


def test_file_that_was_sent_in_parts_is_taken(coach: Client, post: Post) -> None:
    content = silent_mp3(30)
    upload = Upload.objects.create(owner=post.author, kind="audio", name="talk.mp3", size=len(content))
    upload.append(0, content)
    assert send(coach, post, **{"audio-upload": upload.token}).status_code == 302
    assert Episode.objects.get(post=post).duration == 30


def test_article_gets_an_address_with_a_length(coach: Client, post: Post) -> None:
    assert send(coach, post, address=ADDRESS, length="1:02:03").status_code == 302
    episode = Episode.objects.get(post=post)
    assert (episode.audio_url, episode.duration, episode.size) == (ADDRESS, 3723, 0)


def test_file_gets_the_ending_of_what_it_is(coach: Client, post: Post) -> None:
    send(coach, post, audio=mp3("Über Kniebeugen.final.wav"))
    name = Episode.objects.get(post=post).audio.name
    # A bucket gets a random part too.
    assert re.search(r"/über-kniebeugen-final[^/.]*\.mp3$", name)


def test_chapters_of_the_file_are_taken(coach: Client, post: Post, tmp_path: Path) -> None:
    file = tmp_path / "talk.mp3"
    file.write_bytes(silent_mp3(90))
    tags = ID3()
    for number, (start, title) in enumerate([(0, "Begin"), (61_500, "Bad days")]):
        frames = [TIT2(encoding=3, text=[title])]
        tags.add(CHAP(element_id=f"c{number}", start_time=start, end_time=start + 1, sub_frames=frames))
    tags.save(file)
    send(coach, post, audio=mp3(content=file.read_bytes()))
    assert Episode.objects.get(post=post).chapters == "0:00 Begin\n1:01 Bad days"


def test_transcript_of_a_file_replaces_what_was_written(coach: Client, post: Post) -> None:
    vtt = "\ufeffWEBVTT\r\n\r\n00:00.000 --> 00:02.000\r\nHello."
    file = SimpleUploadedFile("talk.vtt", vtt.encode())
    send(coach, post, address=ADDRESS, transcript="Old.", transcript_file=file)
    assert "Hello." in Episode.objects.get(post=post).transcript


def test_new_file_takes_the_place_of_the_old_one(
    coach: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    episode = make_episode(audio=ContentFile(silent_mp3(2), "old.mp3"))
    old = episode.audio.name
    with django_capture_on_commit_callbacks(execute=True):
        send(coach, episode.post, audio=mp3())
    now = Episode.objects.get()
    assert (now.guid, now.duration) == (episode.guid, 90)
    assert default_storage.exists(now.audio.name)
    assert not default_storage.exists(old)


def test_address_takes_the_place_of_the_file(
    coach: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    episode = make_episode(audio=ContentFile(silent_mp3(2), "old.mp3"))
    with django_capture_on_commit_callbacks(execute=True):
        send(coach, episode.post, address=ADDRESS, length="")
    now = Episode.objects.get()
    assert (now.audio.name, now.address, now.size, now.duration) == ("", ADDRESS, 0, None)
    assert not default_storage.exists(episode.audio.name)


def test_saved_unchanged_it_stays_as_it_is(coach: Client) -> None:
    episode = make_episode(audio=ContentFile(silent_mp3(2), "talk.mp3"), is_explicit=False, chapters="0:00 Begin")
    before = Episode.objects.filter(pk=episode.pk).values().get()
    assert send(coach, episode.post).status_code == 302
    assert Episode.objects.filter(pk=episode.pk).values().get() == before


def test_audio_is_taken_off_and_the_article_stays(
    coach: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    episode = make_episode(audio=ContentFile(silent_mp3(2), "talk.mp3"))
    url = reverse("admin:podcast_episode_delete", args=[episode.pk])
    assert "The article stays." in coach.get(url).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        response = coach.post(url, {"post": "yes"})
    assert response["Location"] == reverse("admin:blog_post_change", args=[episode.post_id])
    assert not Episode.objects.exists()
    assert Post.objects.filter(pk=episode.post_id).exists()
    assert not default_storage.exists(episode.audio.name)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "Please choose a file, or give the address"),
        ({"audio": ("talk.mp3", b"<html>" * 500)}, "can’t be played as audio"),
        ({"audio": ("talk.mp3", b"\x00")}, "can’t be played as audio"),
        ({"audio": ("talk.mp3", b"RIFF\x24\x00\x00\x00WAVEfmt ")}, "can’t be played as audio"),
        ({"audio": ("talk.mp3", silent_mp3(2)), "address": ADDRESS}, "either a file or an address"),
        ({"address": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"address": ADDRESS, "length": "half an hour"}, "in minutes and seconds"),
        ({"address": ADDRESS, "chapters": "Begin"}, "“Begin” does not begin with a time"),
        ({"address": ADDRESS, "transcript": "a --> b"}, "times of this transcript"),
        ({"address": ADDRESS, "transcript_file": ("talk.txt", b"a\x00b")}, "can’t be displayed"),
        ({"address": ADDRESS, "transcript_file": ("talk.txt", b"a" * 2_500_000)}, "too large"),
        ({"address": ADDRESS, "number": "0"}, "greater than or equal to 1"),
    ],
)
def test_refusals(coach: Client, post: Post, changes: dict[str, Any], sentence: str) -> None:
    files = {name: SimpleUploadedFile(*value) for name, value in changes.items() if isinstance(value, tuple)}
    assert sentence in errors(send(coach, post, **{**changes, **files}))
    assert not Episode.objects.exists()


def test_audio_that_was_added_meanwhile_is_not_doubled(coach: Client, post: Post) -> None:
    url = f"{reverse('admin:podcast_episode_add')}?post={post.pk}"
    data = form_data(coach.get(url).content.decode())
    make_episode(post)
    assert "has got audio meanwhile" in errors(coach.post(url, {**data, "address": ADDRESS}))


def test_two_tabs_do_not_overwrite_each_other(coach: Client) -> None:
    episode = make_episode(guests="Tom")
    url = reverse("admin:podcast_episode_change", args=[episode.pk])
    data = form_data(coach.get(url).content.decode())
    Episode.objects.update(guests="Nadia")
    assert "Nothing was saved" in errors(coach.post(url, {**data, "guests": "Anna"}))


@pytest.mark.parametrize("pk", ["", "0", "x", "999999999999999999999"])
def test_there_is_no_audio_without_an_article(coach: Client, pk: str) -> None:
    assert coach.get(f"{reverse('admin:podcast_episode_add')}?post={pk}").status_code == 403


def test_writer_adds_audio_to_a_draft_and_changes_nothing_public(client: Client, post: Post) -> None:
    client.force_login(make_user(is_staff=True, role=Role.WRITER))
    assert send(client, post, address=ADDRESS).status_code == 302
    public = make_post()
    assert client.get(f"{reverse('admin:podcast_episode_add')}?post={public.pk}").status_code == 403
    episode = make_episode(public)
    url = reverse("admin:podcast_episode_change", args=[episode.pk])
    assert client.post(url, {"address": ADDRESS}).status_code == 403
    assert client.post(reverse("admin:podcast_episode_delete", args=[episode.pk]), {"post": "yes"}).status_code == 403


def test_desk_leads_to_the_audio(coach: Client, post: Post) -> None:
    url = reverse("admin:podcast_episode_of", args=[post.pk])
    assert url in coach.get(reverse("admin:blog_post_change", args=[post.pk])).content.decode()
