"""An article's queries do not grow with the number of its blocks."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.html import block_marker
from tests.factories import make_offer, make_picture, make_post

pytestmark = pytest.mark.django_db


def body(number: int) -> str:
    pictures = [make_picture().pk for _number in range(number)]
    offers = [make_offer().slug for _number in range(number)]
    posts = [make_post(cover=make_picture()).slug for _number in range(number)]
    keys = {
        "picture": [f"{pk}-wide" for pk in pictures],
        "gallery": ["-".join(map(str, pictures))] * number,
        "video": [f"youtube-dQw4w9WgXcQ-p{pk}" for pk in pictures],
        "note": ["tip"] * number,
        "quote": ["plain"] * number,
        "article": posts,
        "offer": offers,
    }
    return "".join(block_marker(kind, key, "<p>Words</p>") for kind, of_kind in keys.items() for key in of_kind)


def queries(client: Any, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_many_blocks_take_the_queries_of_one_of_each_kind(direct_client: Any) -> None:
    make_post("none")
    make_post("one", body=body(1))
    make_post("ten", body=body(10))
    none, one, ten = (queries(direct_client, f"/{slug}/") for slug in ("none", "one", "ten"))
    assert ten == one
    # For pictures, galleries and stills one each; for articles three, with addresses and categories; one for offers.
    assert one <= none + 7


def test_feed_takes_the_same_queries_for_many_texts_with_blocks(direct_client: Any) -> None:
    make_post("one", body=body(1))
    few = queries(direct_client, "/feed/")
    for number in range(5):
        make_post(f"more-{number}", body=body(2))
    assert queries(direct_client, "/feed/") == few
