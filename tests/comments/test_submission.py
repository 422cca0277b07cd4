import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test import Client
from django_ox.models import OxTask

from comments.models import Comment
from tests.factories import make_post

pytestmark = [pytest.mark.concurrent, pytest.mark.django_db(transaction=True)]

AT_ONCE = 20
# Each of them is a race of its own; `ROUNDS=100` runs more.
ROUNDS = int(os.environ.get("ROUNDS", "10"))


@pytest.fixture
def readers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        yield threads
    if connection.vendor == "postgresql":
        connection.close_pool()


def send_at_once(readers: ThreadPoolExecutor, person: int, texts: list[str]) -> list[int]:
    """The status of each response."""
    together = Barrier(len(texts))

    def send(text: str) -> int:
        client = Client(headers={"Sec-Fetch-Site": "same-origin"}, REMOTE_ADDR=f"10.0.0.{person}")
        fields = {"name": "Nadia", "email": f"nadia{person}@example.org", "text": text}
        together.wait()
        try:
            return client.post("/strong-hips/comments/new/", fields).status_code
        finally:
            connections.close_all()

    return list(readers.map(send, texts))


def test_twenty_identical_concurrent_posts_are_one_row(readers):
    make_post("strong-hips")
    for person in range(ROUNDS):
        assert send_at_once(readers, person, ["How many sets?"] * AT_ONCE) == [303] * AT_ONCE
        assert Comment.objects.filter(email=f"nadia{person}@example.org").count() == 1
    assert Comment.objects.count() == ROUNDS
    # One task screens all that wait.
    assert OxTask.objects.count() == 1


def test_one_of_many_concurrent_posts_is_accepted(readers):
    make_post("strong-hips")
    statuses = send_at_once(readers, 1, [f"Text {number}" for number in range(AT_ONCE)])
    assert sorted(statuses) == [303] + [429] * (AT_ONCE - 1)
    assert Comment.objects.count() == 1
