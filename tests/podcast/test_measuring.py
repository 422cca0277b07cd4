"""How large audio on other sites is."""

import pytest

from podcast.models import Episode
from podcast.tasks import measure_audio_elsewhere
from tests.external_server import ExternalServer, Page
from tests.factories import make_episode

pytestmark = pytest.mark.django_db

AUDIO = Page(content=b"x" * 12_345, etag='"1"')


def measured(address: str) -> Episode:
    episode = make_episode(address=address, size=0)
    measure_audio_elsewhere.func()
    episode.refresh_from_db()
    return episode


def test_size_is_asked_through_redirects_and_once(external_server: ExternalServer) -> None:
    external_server.pages = {"/counted.mp3": Page(302, location="/talk.mp3"), "/talk.mp3": AUDIO}
    episode = measured(external_server.url("/counted.mp3"))
    assert (episode.size, episode.fault, episode.media_type) == (12_345, "", "audio/mpeg")
    asked = len(external_server.requests)
    measure_audio_elsewhere.func()
    assert len(external_server.requests) == asked


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        (Page(404), "silence"),
        (Page(302, location="/talk.mp3"), "redirects"),
        (Page(), "silence"),
    ],
    ids=["missing", "circle", "without length"],
)
def test_fault_is_kept_and_not_asked_again(external_server: ExternalServer, page: Page, fault: str) -> None:
    external_server.pages["/talk.mp3"] = page
    episode = measured(external_server.url("/talk.mp3"))
    assert (episode.size, episode.fault) == (0, fault)
    asked = len(external_server.requests)
    measure_audio_elsewhere.func()
    assert len(external_server.requests) == asked


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/talk.mp3", "http://[", "http://localhost:22/"])
def test_private_servers_are_not_asked(address: str) -> None:
    assert measured(address).fault
