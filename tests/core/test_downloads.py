"""Large files from other servers, which go on where they were."""

from pathlib import Path

import pytest

from core.outbound.connection_faults import ConnectionFault, ConnectionFaultError
from core.outbound.downloads import MAX_REDIRECTS, Progress, download_to
from tests.external_server import ExternalServer, Page

CONTENT = bytes(range(256)) * 1000


def fetch(url: str, path: Path, most: int = 10**9, progress: Progress = lambda *_: None) -> None:
    download_to(path, url, most, seconds=60, purpose="tests", progress=progress)


def fault_of(url: str, path: Path, most: int = 10**9) -> ConnectionFault:
    with pytest.raises(ConnectionFaultError) as raised:
        fetch(url, path, most)
    return raised.value.fault


def test_file_arrives_with_progress(external_server: ExternalServer, tmp_path: Path):
    external_server.pages["/a.mp3"] = Page(content=CONTENT, etag='"1"')
    seen: list[tuple[int, int | None]] = []
    fetch(external_server.url("/a.mp3"), tmp_path / "a", progress=lambda *done: seen.append(done))
    assert (tmp_path / "a").read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT))


def test_interrupted_download_goes_on_where_it_was(external_server: ExternalServer, tmp_path: Path):
    url = external_server.url("/a.mp3")
    external_server.pages["/a.mp3"] = Page(content=CONTENT, etag='"1"', cut=100_000)
    assert fault_of(url, tmp_path / "a") == ConnectionFault.NO_ANSWER
    assert fault_of(url, tmp_path / "a") == ConnectionFault.NO_ANSWER
    fetch(url, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == CONTENT
    assert external_server.ranges == ["", "bytes=100000-", "bytes=200000-"]


def test_other_file_is_fetched_from_its_beginning(external_server: ExternalServer, tmp_path: Path):
    url = external_server.url("/a.mp3")
    external_server.pages["/a.mp3"] = Page(content=CONTENT, etag='"1"', cut=100_000)
    assert fault_of(url, tmp_path / "a") == ConnectionFault.NO_ANSWER
    external_server.pages["/a.mp3"] = Page(content=CONTENT[::-1], etag='"2"')
    fetch(url, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == CONTENT[::-1]


def test_whole_file_is_not_fetched_again(external_server: ExternalServer, tmp_path: Path):
    external_server.pages["/a.mp3"] = Page(content=CONTENT, etag='"1"')
    for _time in range(2):
        fetch(external_server.url("/a.mp3"), tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == CONTENT
    assert external_server.ranges == ["", f"bytes={len(CONTENT)}-"]


def test_file_that_has_no_validator_is_fetched_from_its_beginning(external_server: ExternalServer, tmp_path: Path):
    external_server.pages["/a.mp3"] = Page(content=CONTENT)
    (tmp_path / "a").write_bytes(b"something else")
    for _time in range(2):
        fetch(external_server.url("/a.mp3"), tmp_path / "a")
        assert (tmp_path / "a").read_bytes() == CONTENT


def test_weak_tag_does_not_say_that_the_bytes_are_the_same(external_server: ExternalServer, tmp_path: Path):
    url = external_server.url("/a.mp3")
    external_server.pages["/a.mp3"] = Page(content=CONTENT, etag='W/"1"', cut=100_000)
    assert fault_of(url, tmp_path / "a") == ConnectionFault.NO_ANSWER
    external_server.pages["/a.mp3"] = Page(content=CONTENT, etag='W/"1"')
    fetch(url, tmp_path / "a")
    assert external_server.ranges == ["", ""]


@pytest.mark.parametrize("etag", ["", '"1"'])
def test_file_that_is_too_large_is_refused(external_server: ExternalServer, tmp_path: Path, etag: str):
    external_server.pages["/a.mp3"] = Page(content=CONTENT, etag=etag)
    assert fault_of(external_server.url("/a.mp3"), tmp_path / "a", most=200_000) == ConnectionFault.TOO_LARGE
    assert (tmp_path / "a").stat().st_size <= 200_000


def test_redirects_are_followed_up_to_their_limit(external_server: ExternalServer, tmp_path: Path):
    external_server.pages |= {f"/{n}": Page(302, location=f"/{n + 1}") for n in range(MAX_REDIRECTS + 1)}
    external_server.pages[f"/{MAX_REDIRECTS + 1}"] = Page(content=CONTENT)
    fetch(external_server.url("/1"), tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == CONTENT
    assert fault_of(external_server.url("/0"), tmp_path / "b") == ConnectionFault.REDIRECTS


@pytest.mark.parametrize(
    "location", ["http://127.0.0.1:8000/a.mp3", "http://169.254.169.254/latest", "http://[::1]:81/"]
)
def test_redirect_to_a_private_address_is_not_followed(external_server: ExternalServer, tmp_path: Path, location: str):
    external_server.pages["/a.mp3"] = Page(302, location=location)
    fault = fault_of(external_server.url("/a.mp3"), tmp_path / "a")
    assert fault in (ConnectionFault.NOT_PUBLIC, ConnectionFault.BAD_URL)


@pytest.mark.parametrize("url", ["ftp://files.example/a.mp3", "file:///etc/passwd", "http://", "no address", ""])
def test_bad_address_is_refused(tmp_path: Path, url: str):
    assert fault_of(url, tmp_path / "a") == ConnectionFault.BAD_URL


def test_missing_file_leaves_nothing(external_server: ExternalServer, tmp_path: Path):
    assert fault_of(external_server.url("/nothing"), tmp_path / "a") == ConnectionFault.NO_ANSWER
    assert list(tmp_path.iterdir()) == []
