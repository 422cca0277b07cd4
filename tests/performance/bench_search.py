"""What a search costs among 10,000 articles and 100,000 comments, in CPU, and how large the index is.

    python -m tests.performance.bench_search FOLDER             # on SQLite
    python -m tests.performance.bench_search FOLDER --postgres  # on a PostgreSQL server started for the run
    python -m tests.performance.bench_search FOLDER --profile   # where the time in this process goes, by function

The database in FOLDER, or the one that DATABASE_URL names, is filled if it has no articles. That takes some ten
minutes; ARTICLES=500 COMMENTS=5000 makes it small. On PostgreSQL the CPU of its server is counted too.
"""

import cProfile
import os
import pstats
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import accumulate, batched, product
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING, Any

import django
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from tests import postgres
from tests.performance.site import processes

if TYPE_CHECKING:
    from blog.models import Post

ARTICLES = int(os.environ.get("ARTICLES", "10000"))
COMMENTS = int(os.environ.get("COMMENTS", "100000"))
# Of each kind.
QUERIES, WARM_UP = 40, 2
PARAGRAPHS, PARAGRAPH, WORDS_OF_A_COMMENT = 10, 50, 45
TABLES = ["search_document", "search_word", "search_mark"]

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


def write_articles() -> "list[Post]":
    from blog.models import Address, Post
    from tests.factories import make_coach

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


def write_comments(posts: "list[Post]") -> None:
    from comments.models import Comment

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


def timed(name: str, action: Callable[[], Any]) -> None:
    cpu, start = processes.cpu_seconds([os.getpid()]), perf_counter()
    action()
    cpu, passed = processes.cpu_seconds([os.getpid()]) - cpu, perf_counter() - start
    print(f"{name}: {cpu:.1f} s CPU, {passed:.1f} s", flush=True)


def fetch_one(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def index_bytes() -> Iterator[tuple[str, int]]:
    if connection.vendor == "postgresql":
        yield from ((table, fetch_one(f"SELECT pg_total_relation_size('{table}')")) for table in TABLES)
    else:
        columns = " + ".join(f"length({column})" for column in ("title", "headings", "question", "text"))
        yield "search_document", fetch_one(f"SELECT sum({columns}) FROM search_document")
        yield "search_fts", fetch_one("SELECT sum(length(block)) FROM search_fts_data")
        yield "search_word", fetch_one("SELECT sum(3 * length(word) + 20) FROM search_word")


def write_site() -> None:
    from core.tasks import update_statistics
    from search.filling import count_words, fill

    timed("writing", lambda: write_comments(write_articles()))
    # On a site a task does that each hour.
    update_statistics.call()
    timed("filling", lambda: fill(seconds=3600))
    timed("counting words", count_words)
    with connection.cursor() as cursor:
        # PostgreSQL's autovacuum does it within minutes, and would be measured too.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def measure(questions: list[str]) -> list[tuple[float, float]]:
    """Return for each question the milliseconds of CPU, in this process and at its server, and those that passed."""
    from search.finding import find

    pids = [os.getpid()]
    if connection.vendor == "postgresql":
        pids.append(fetch_one("SELECT pg_backend_pid()"))
    measured = []
    for question in questions:
        cpu, start = processes.cpu_seconds(pids), perf_counter()
        find(question)
        measured.append(((processes.cpu_seconds(pids) - cpu) * 1000, (perf_counter() - start) * 1000))
    return measured[WARM_UP:]


def report(name: str, measured: list[tuple[float, float]]) -> None:
    cpu, passed = zip(*measured, strict=True)
    print(
        f"{name:28} CPU ms: median {median(cpu):6.1f}, p95 {quantiles(cpu, n=20)[-1]:6.1f}, worst {max(cpu):6.1f}; "
        f"time ms: median {median(passed):6.1f}, worst {max(passed):6.1f}"
    )


def measure_all() -> None:
    from search.models import Document, Word

    print(f"{connection.vendor}: {Document.objects.count():,} documents, {Word.objects.count():,} words")
    for name, size in index_bytes():
        print(f"{name}: {size / 2**20:.1f} MB")
    # The same questions, whether the database was filled in this run or before.
    chance.seed(14)
    everything = []
    for name, question in QUESTIONS.items():
        questions = [question() for _number in range(WARM_UP + QUERIES)]
        if "--profile" in sys.argv:
            profile = cProfile.Profile()
            profile.runcall(measure, questions)
            print(f"\n{name}")
            pstats.Stats(profile).sort_stats("cumtime").print_stats(60).sort_stats("tottime").print_stats(25)
        else:
            everything += (measured := measure(questions))
            report(name, measured)
    if everything:
        report("all", everything)


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        if "--postgres" in sys.argv:
            os.environ["DATABASE_URL"] = stack.enter_context(postgres.server(postgres.DURABLE))
        os.environ |= {
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": "only-for-the-benchmark",
        }
        django.setup()
        from blog.models import Post

        call_command("migrate", verbosity=0)
        if not Post.objects.exists():
            write_site()
        measure_all()
        connection.close()


if __name__ == "__main__":
    main()
