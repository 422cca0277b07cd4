"""Parts of audio files, by RFC 9110, section 14."""

from pathlib import Path

import pytest
from django.conf import settings

pytestmark = [pytest.mark.django_db, pytest.mark.folders]

SIZE = 1000
CONTENT = bytes(number % 251 for number in range(SIZE))
URL = "/media/podcast/hips.mp3"


@pytest.fixture
def audio(_own_files: None) -> Path:
    file = Path(settings.MEDIA_ROOT, "podcast", "hips.mp3")
    file.parent.mkdir(parents=True)
    file.write_bytes(CONTENT)
    return file


def answer(client, **headers: str) -> tuple:
    response = client.get(URL, headers=headers)
    body = b"".join(response)
    assert int(response["Content-Length"]) == len(body)
    return response, body


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-499", 0, 499),
        ("bytes=500-999", 500, 999),
        ("bytes=0-0", 0, 0),
        ("bytes=999-999", 999, 999),
        ("bytes=0-1", 0, 1),
        ("bytes=200-", 200, 999),
        ("bytes=0-", 0, 999),
        ("bytes=999-", 999, 999),
        ("bytes=-1", 999, 999),
        ("bytes=-300", 700, 999),
        ("bytes=-1000", 0, 999),
        ("bytes=-5000", 0, 999),
        ("bytes=900-2000", 900, 999),
        ("bytes=900-999999999999999999", 900, 999),
        ("Bytes=10-19", 10, 19),
        ("bytes= 10-19 ", 10, 19),
        ("bytes=010-0019", 10, 19),
    ],
)
def test_part_is_sent(client, audio, wanted, first, last):
    response, body = answer(client, range=wanted)
    assert (response.status_code, body) == (206, CONTENT[first : last + 1])
    assert response["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert response["Content-Type"] == "audio/mpeg"


@pytest.mark.parametrize(
    "wanted",
    [
        "bytes=0-1,500-501",
        "bytes=0-1, -1",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5",
        "bytes=20-10",
        "bytes=--5",
        "bytes=+5-10",
        "bytes=1.5-2",
        "bytes=0x1-0x2",
        "bytes=٠-٩",
        "bytes=1-9999999999999999999999",
        "bytes 0-499",
        "items=0-5",
        "none",
        "",
    ],
)
def test_whole_file_is_sent_for_what_is_no_single_range(client, audio, wanted):
    response, body = answer(client, range=wanted)
    assert (response.status_code, body) == (200, CONTENT)
    assert "Content-Range" not in response


@pytest.mark.parametrize("wanted", ["bytes=1000-", "bytes=1000-1001", "bytes=5000-6000", "bytes=-0"])
def test_range_that_the_file_does_not_have_is_refused_with_its_size(client, audio, wanted):
    response, body = answer(client, range=wanted)
    assert (response.status_code, response["Content-Range"], body) == (416, f"bytes */{SIZE}", b"")


def test_file_says_that_it_has_ranges(client, audio):
    response, _body = answer(client)
    assert (response.status_code, response["Accept-Ranges"]) == (200, "bytes")


def test_head_has_the_length_of_the_whole_file_and_no_range(client, audio):
    response = client.head(URL, headers={"range": "bytes=0-9"})
    response.close()
    assert (response.status_code, response["Content-Length"], response["Content-Type"]) == (200, "1000", "audio/mpeg")
    assert "Content-Range" not in response


@pytest.mark.parametrize("validator", ["ETag", "Last-Modified"])
def test_part_is_sent_if_the_file_is_still_the_same(client, audio, validator):
    whole, _body = answer(client)
    response, body = answer(client, range="bytes=10-19", if_range=whole[validator])
    assert (response.status_code, body) == (206, CONTENT[10:20])


@pytest.mark.parametrize("condition", ['"other"', "Mon, 02 Mar 2015 10:00:00 GMT", "nonsense", "W/{etag}"])
def test_whole_file_is_sent_if_it_may_be_another(client, audio, condition):
    whole, _body = answer(client)
    response, body = answer(client, range="bytes=10-19", if_range=condition.format(etag=whole["ETag"]))
    assert (response.status_code, body) == (200, CONTENT)


def test_same_file_is_not_sent_again(client, audio):
    whole, _body = answer(client)
    response = client.get(URL, headers={"range": "bytes=0-9", "if-none-match": whole["ETag"]})
    assert (response.status_code, response.content) == (304, b"")


def test_empty_file_has_no_range(client, audio):
    audio.write_bytes(b"")
    assert answer(client, range="bytes=0-")[0].status_code == 416
    assert answer(client)[0].status_code == 200


def test_picture_has_ranges_too(client, audio):
    audio.rename(audio.with_name("hips.jpg"))
    response = client.get("/media/podcast/hips.jpg", headers={"range": "bytes=0-9"})
    assert (response.status_code, b"".join(response)) == (206, CONTENT[:10])
