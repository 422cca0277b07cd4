"""What a search costs among 10,000 articles and 100,000 comments, and how large the index is.

Run with ``python -m pytest -q -s -o faulthandler_timeout=0 tests/performance/bench_search.py``, and with
``--postgres``: some ten minutes each. ``ARTICLES=500 COMMENTS=5000`` before it makes it small. It prints CPU of this
process, which on PostgreSQL is without that of the server, and times. It asserts nothing, because they depend on the
load of the machine.
"""

import os
import random
from collections.abc import Callable, Iterator
from itertools import accumulate, batched, product
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from blog.models import Address, Post
from comments.models import Comment
from core.tasks import update_statistics
from search.filling import count_words, fill
from search.finding import find
from search.models import Document, Mark, Word
from tests.factories import make_coach

pytestmark = pytest.mark.django_db

ARTICLES = int(os.environ.get("ARTICLES", "10000"))
COMMENTS = int(os.environ.get("COMMENTS", "100000"))
QUERIES = 400
PARAGRAPHS, PARAGRAPH, WORDS_OF_A_COMMENT = 10, 50, 45

chance = random.Random(13)


def make_words() -> list[str]:
    """30,000 words of two to four syllables, the most frequent first."""
    syllables = ["".join(letters) for letters in product("bdfgklmnprstv", "aeiou", ["", "n", "r", "s"])]
    words = {"".join(chance.choices(syllables, k=chance.choice([2, 2, 3, 3, 4]))) for _number in range(33_000)}
    return sorted(words, key=lambda word: (len(word), word))[:30_000]


WORDS = make_words()
# By Zipf's law the second word is half as frequent as the first one.
FREQUENCIES = list(accumulate(1 / (place + 3) for place in range(len(WORDS))))


def text(count: int) -> str:
    return " ".join(chance.choices(WORDS, cum_weights=FREQUENCIES, k=count))


def write_articles() -> list[Post]:
    author, now = make_coach(), timezone.now()
    written = []
    for numbers in batched(range(ARTICLES), 500):
        addresses = Address.objects.bulk_create(Address(slug=f"article-{number}") for number in numbers)
        written += Post.objects.bulk_create(
            Post(
                address=address,
                title=text(6),
                body=f"<h2>{text(5)}</h2>" + "".join(f"<p>{text(PARAGRAPH)}</p>" for _part in range(PARAGRAPHS)),
                author=author,
                state=Post.State.PUBLISHED,
                published_at=now,
            )
            for address in addresses
        )
    return written


def write_comments(posts: list[Post]) -> None:
    coach, now = posts[0].author, timezone.now()
    for numbers in batched(range(COMMENTS), 2_000):
        Comment.objects.bulk_create(
            Comment(
                post=chance.choice(posts),
                author=coach if number % 2 else None,
                name=f"Reader {number}",
                text=text(WORDS_OF_A_COMMENT),
                state=Comment.State.APPROVED,
                fingerprint=f"{number}",
                created_at=now,
            )
            for number in numbers
        )


def slip(word: str) -> str:
    place = chance.randrange(1, len(word))
    return word[:place] + chance.choice("aeioubdk") + word[place + chance.randint(0, 1) :]


QUESTIONS: dict[str, Callable[[], str]] = {
    "the most frequent word": lambda: chance.choice(WORDS[:5]),
    "one word": lambda: text(1),
    "two words": lambda: text(2),
    "a rare word": lambda: chance.choice(WORDS[5_000:]),
    "six words": lambda: text(6),
    "twelve words": lambda: text(12),
    "a slip": lambda: slip(chance.choice(WORDS[100:5_000])),
    "four words with slips": lambda: " ".join(slip(chance.choice(WORDS[100:5_000])) for _word in range(4)),
    "a beginning": lambda: chance.choice(WORDS[1_000:])[:3],
    "a phrase": lambda: f'"{text(2)}"',
    "the most frequent phrase": lambda: f'"{chance.choice(WORDS[:5])} {chance.choice(WORDS[:5])}"',
    "nothing that is there": lambda: "xylophonists zzyzx",
}


def measured(asked: str) -> tuple[float, float]:
    cpu, start = process_time(), perf_counter()
    find(asked)
    return (process_time() - cpu) * 1000, (perf_counter() - start) * 1000


def timed(name: str, action: Callable[[], Any]) -> None:
    cpu, start = process_time(), perf_counter()
    action()
    print(f"{name}: {process_time() - cpu:.1f} s CPU, {perf_counter() - start:.1f} s")


def fetch_one(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def index_bytes() -> Iterator[tuple[str, int]]:
    if connection.vendor == "postgresql":
        yield from ((table, fetch_one(f"SELECT pg_total_relation_size('{table}')")) for table in TABLES)
    else:
        yield (
            "search_document",
            fetch_one(
                "SELECT sum(length(title) + length(headings) + length(question) + length(text)) FROM search_document"
            ),
        )
        yield "search_fts", fetch_one("SELECT sum(length(block)) FROM search_fts_data")
        yield "search_word", fetch_one("SELECT sum(3 * length(word) + 20) FROM search_word")


TABLES = ["search_document", "search_word", "search_mark"]


def test_search() -> None:
    print(f"\n{connection.vendor}: {ARTICLES:,} articles, {COMMENTS:,} comments")
    posts = write_articles()
    write_comments(posts)
    print(f"{Mark.objects.count():,} rows marked")
    # On a site a task does that each hour.
    update_statistics.call()
    timed("filling", lambda: fill(seconds=3600))
    timed("counting words", count_words)
    if connection.vendor == "postgresql":
        fetch_one("ANALYZE; SELECT 1")
    print(f"{Document.objects.count():,} documents, {Word.objects.count():,} words")
    for name, size in index_bytes():
        print(f"{name}: {size / 2**20:.1f} MB")
    everything = []
    for name, question in QUESTIONS.items():
        found = [measured(question()) for _number in range(max(5, QUERIES // len(QUESTIONS)))]
        everything += found
        report(name, found)
    report("all", everything)


def report(name: str, found: list[tuple[float, float]]) -> None:
    cpu, passed = zip(*found, strict=True)
    print(
        f"{name:28} CPU ms: median {median(cpu):6.1f}, p95 {quantiles(cpu, n=20)[-1]:6.1f}, worst {max(cpu):6.1f}; "
        f"time ms: median {median(passed):6.1f}, worst {max(passed):6.1f}"
    )
