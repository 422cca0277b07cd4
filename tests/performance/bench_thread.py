"""The cost of a page with ten thousand comments, compared with ten.

Run with ``python -m pytest -q -s tests/performance/bench_thread.py``: it prints times and their ratio and asserts
nothing, because they depend on the load of the machine.
"""

from collections.abc import Callable
from statistics import median
from time import perf_counter

import pytest
from django.test import Client

from blog.models import Post
from tests.factories import make_answer, make_comment, make_many_comments, make_post

pytestmark = pytest.mark.django_db
RUNS = 15


def threads(post: Post, count: int) -> str:
    make_many_comments(post, count)
    return post.get_absolute_url()


def pages_of_answered_threads(post: Post, count: int) -> str:
    for thread in make_many_comments(post, max(1, count // 50)):
        make_many_comments(post, min(49, count - 1), thread=thread)
        make_answer(thread)
    return post.get_absolute_url()


def one_chain(post: Post, count: int) -> str:
    make_many_comments(post, count - 1, thread=make_comment(post), chain=True)
    return post.get_absolute_url()


def place_of_the_newest(post: Post, count: int) -> str:
    return make_many_comments(post, count).last().get_absolute_url()


@pytest.mark.parametrize("shape", [threads, pages_of_answered_threads, one_chain, place_of_the_newest])
def test_ratio(client: Client, shape: Callable[[Post, int], str]) -> None:
    few, many = (seconds(client, shape(make_post(), count)) for count in (10, 10_000))
    print(f"\n{shape.__name__}: {few * 1000:.1f} ms with 10, {many * 1000:.1f} ms with 10,000, ratio {many / few:.1f}")


def seconds(client: Client, path: str) -> float:
    def once() -> float:
        start = perf_counter()
        client.get(path)
        return perf_counter() - start

    once()
    return median(once() for _ in range(RUNS))
