"""Which requests reach the application through the real web server."""

import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import httpx
import pytest

from core.serving import request_bodies
from core.serving.rsgi import THREADS
from tests import prepared
from tests.performance.slow_bodies import (
    many_ip_addresses,
    many_of_one_ipv6_network,
    one_ip_address,
    open_body,
    seconds_of_gets,
    slow_bodies,
    status_of,
)
from tests.served_site import ServedSite

pytestmark = pytest.mark.process

FORM = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSite]:
    environment = {"TRUSTED_PROXIES": "127.0.0.1", "SITE_URL": "https://coach.example.com"}
    site = ServedSite(prepared.copy_site(tmp_path_factory.mktemp("served") / "data"), **environment)
    try:
        yield site.started()
    finally:
        site.end()


@pytest.fixture(autouse=True)
def _wait_for_closed_connections() -> Iterator[None]:
    """The server needs a moment to see that a sender has closed."""
    yield
    time.sleep(0.5)


@pytest.fixture
def http(site: ServedSite) -> Iterator[httpx.Client]:
    headers = {"Host": site.host, "X-Forwarded-Proto": "https"}
    with httpx.Client(base_url=site.url, headers=headers, timeout=20) as client:
        yield client


def statuses_of_slow_bodies(
    site: ServedSite, count: int, *headers: str, start: int = 0, ip_address=one_ip_address
) -> Counter:
    """The statuses of ``count`` slow bodies at once after three seconds; ``None`` for no response yet."""
    with ExitStack() as stack:
        senders = [
            stack.enter_context(closing(open_body(site, ip_address(number), *headers)))
            for number in range(start, start + count)
        ]
        end = time.monotonic() + 3
        return Counter(status_of(sender, max(0.1, end - time.monotonic())) for sender in senders)


@pytest.mark.parametrize("size", [10, 200_000])
def test_large_form_is_received_completely(http: httpx.Client, size: int) -> None:
    response = http.post("/apply/", data={"name": "ä" * size}, headers=FORM)
    assert response.status_code == 422
    assert "ä" * 10 in response.text


def test_body_without_a_length_is_received(http: httpx.Client) -> None:
    chunks = iter([b"name=Nadia", b"+Sommerfeld"])
    headers = {**FORM, "Content-Type": "application/x-www-form-urlencoded"}
    response = http.post("/apply/", content=chunks, headers=headers)
    assert 'value="Nadia Sommerfeld"' in response.text


def test_slow_bodies_do_not_delay_readers(site: ServedSite) -> None:
    with slow_bodies(site, 40, many_ip_addresses):
        assert max(seconds_of_gets(site, 20)) < 5


def test_client_may_send_two_slow_bodies(site: ServedSite) -> None:
    assert statuses_of_slow_bodies(site, 10) == {503: 8, None: 2}


def test_ipv6_network_is_one_client(site: ServedSite) -> None:
    assert statuses_of_slow_bodies(site, 10, ip_address=many_of_one_ipv6_network) == {503: 8, None: 2}


def test_other_clients_may_send_meanwhile(site: ServedSite) -> None:
    with slow_bodies(site, 10, one_ip_address):
        assert statuses_of_slow_bodies(site, 5, ip_address=many_ip_addresses) == {None: 5}


def test_small_form_is_received_during_slow_bodies(site: ServedSite, http: httpx.Client) -> None:
    with slow_bodies(site, 40, many_ip_addresses):
        headers = {**FORM, "X-Forwarded-For": many_ip_addresses(0)}
        assert http.post("/apply/", data={"name": "Nadia"}, headers=headers).status_code == 422


def test_endless_body_times_out_and_frees_its_slot(site: ServedSite) -> None:
    with closing(open_body(site, one_ip_address(0), length=1000)) as sender:
        assert status_of(sender, request_bodies.IMMEDIATE_SECONDS + request_bodies.BODY_TIMEOUT_SECONDS + 5) == 408
        rest = b"more"
        with suppress(ConnectionError):
            while rest:
                rest = sender.recv(4096)
    assert statuses_of_slow_bodies(site, 2) == {None: 2}


def test_body_that_is_too_large_is_not_received(site: ServedSite) -> None:
    with closing(open_body(site, one_ip_address(0), length=request_bodies.MAX_BODY_BYTES + 1)) as sender:
        assert status_of(sender, 5) == 413


def test_header_with_an_underscore_is_no_forwarded_header(site: ServedSite) -> None:
    headers = {"Host": site.host, "X_Forwarded_Proto": "https"}
    assert httpx.get(f"{site.url}/", headers=headers).status_code == 301


def test_header_with_an_underscore_does_not_evade_the_limit(site: ServedSite) -> None:
    with ExitStack() as stack:
        for number in range(2):
            spoofed = f"X_Forwarded_For: {many_ip_addresses(number)}"
            stack.enter_context(closing(open_body(site, one_ip_address(0), spoofed)))
        assert statuses_of_slow_bodies(site, 1, f"X_Forwarded_For: {many_ip_addresses(9)}") == {503: 1}


def test_http2_in_clear_text_is_refused(site: ServedSite) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=5) as client:
        client.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0]))
        assert not client.recv(64).startswith(b"\0")


def test_server_header_is_generic(http: httpx.Client) -> None:
    responses = [http.get("/"), http.get("/nothing/"), http.post("/apply/", data={"name": "a"}, headers=FORM)]
    assert {response.headers["server"] for response in responses} == {"web"}


def test_static_file_is_served(http: httpx.Client) -> None:
    path = http.get("/").text.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    http.headers["Accept-Encoding"] = "identity"
    whole = http.get(path)
    assert whole.status_code == 200
    assert int(whole.headers["content-length"]) > 100
    assert http.head(path).headers["content-type"] == 'text/css; charset="utf-8"'
    assert http.get(path, headers={"Range": "bytes=0-9"}).text == whole.text[:10]


def test_client_errors_are_not_logged(site: ServedSite, http: httpx.Client) -> None:
    before = site.printed()
    too_large = http.post("/apply/", data={"name": "a" * 3_000_000}, headers=FORM)
    assert too_large.status_code in (400, 413)
    assert http.get("/", headers={"Host": "elsewhere.example"}).status_code == 400
    assert http.post("/admin/login/", data={"username": "a"}).status_code == 403
    assert http.post("/apply/", content=b"--", headers={**FORM, "Content-Type": "multipart/form-data"}).is_client_error
    for garbage in (b"\0\1\2\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", b"GET /\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", site.port), timeout=5) as client, suppress(ConnectionError):
            client.sendall(garbage)
            client.recv(64)
    open_body(site, one_ip_address(0)).close()
    time.sleep(0.5)
    assert site.printed() == before


def test_page_from_memory_is_the_page_that_django_built(http: httpx.Client) -> None:
    built, from_memory = http.get("/"), http.get("/")
    assert built.status_code == 200
    assert from_memory.content == built.content
    assert {**from_memory.headers, "date": ""} == {**built.headers, "date": ""}
    assert http.head("/").headers["content-length"] == built.headers["content-length"]
    unchanged = http.get("/", headers={"If-None-Match": built.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


@pytest.fixture
def audio(site: ServedSite) -> Path:
    """An audio file of 32 MB, more than the machine keeps for a connection."""
    file = site.data_dir / "media" / "podcast" / "long.mp3"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(bytes(range(256)) * 2**17)
    return file


def test_part_of_an_audio_file_is_sent(http: httpx.Client, audio: Path) -> None:
    size = audio.stat().st_size
    whole = http.head("/media/podcast/long.mp3")
    assert (whole.headers["content-length"], whole.content) == (str(size), b"")
    for wanted, first, last in [("0-1", 0, 1), ("1000000-1999999", 1_000_000, 1_999_999), ("-10", size - 10, size - 1)]:
        part = http.get("/media/podcast/long.mp3", headers={"Range": f"bytes={wanted}"})
        assert (part.status_code, part.headers["content-range"]) == (206, f"bytes {first}-{last}/{size}")
        assert part.content == bytes(number % 256 for number in range(first, last + 1))
    assert http.get("/media/podcast/long.mp3", headers={"Range": f"bytes={size}-"}).status_code == 416


def test_slow_listeners_hold_no_thread(site: ServedSite, http: httpx.Client, audio: Path) -> None:
    head = f"GET /media/podcast/long.mp3 HTTP/1.1\r\nHost: {site.host}\r\nX-Forwarded-Proto: https\r\n"
    with ExitStack() as stack:
        for number in range(3 * THREADS):
            listener = stack.enter_context(socket.create_connection(("127.0.0.1", site.port), timeout=30))
            listener.sendall(f"{head}Range: bytes={number}-\r\n\r\n".encode())
            assert status_of(listener, 30) == 206
        assert http.get("/search/", params={"q": "hips"}).status_code == 200


def test_up_says_that_the_process_answers(site: ServedSite) -> None:
    answer = httpx.get(f"{site.url}/up", headers={"Host": "10.0.0.7"})
    assert (answer.status_code, answer.text) == (200, "up\n")
    assert answer.headers["cache-control"] == "no-store"
