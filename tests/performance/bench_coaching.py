"""What the coach's pages cost with 10,000 applications and a million rows of clicks, measured against a small site.

Run with ``python -m pytest -q -s tests/performance/bench_coaching.py``, and with ``--postgres``: two minutes each. For
each page it prints how many queries it takes, how long, and which of them read a whole large table. It asserts
nothing about the times, because they depend on the load of the machine.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import batched
from statistics import median
from time import perf_counter
from typing import NamedTuple

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from blog.models import Post
from coaching.forms import CONSENT
from coaching.models import Answer, Application, Note, StageChange
from offers.models import Click, Offer
from tests.factories import default_questions, make_coach, make_offer, make_post
from tests.performance.plans import plan_of, whole_tables

# The rows are committed: PostgreSQL uses index-only scans only after a vacuum.
pytestmark = pytest.mark.django_db(transaction=True)

RUNS = 5

# Texts have a realistic length: the width of a row decides whether an index is used.
BROWSER = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"
GOAL = "I want to lift my daughter, who is six, without a thought for my back. On Mondays above all. " * 3
NOTE = "Called her: two evenings a week would do, the knee was looked at in spring. Wants to think until Sunday."

LIST = "/admin/coaching/application/"
PAGES = {
    "offers": "/admin/offers/offer/",
    "offer": "/admin/offers/offer/{offer}/change/",
    "external links": "/admin/blog/externallink/",
    "applications": LIST,
    "… of one stage": f"{LIST}?stage=client",
    "… all, second page": f"{LIST}?stage=all&p=2",
    "… with a step due": f"{LIST}?step=due",
    "… by an offer": f"{LIST}?offer=offer-3",
    "… found by address": f"{LIST}?q=applicant77%40",
    "… found by answer": f"{LIST}?q=lift+mondays",
    "numbers": "/admin/coaching/funnelpage/",
    "numbers of last year": "/admin/coaching/funnelpage/?year={last_year}",
    "front page": "/admin/",
    "inbox": "/admin/inbox/",
}


class Size(NamedTuple):
    """The numbers of rows. There is a row of clicks for each offer, article and day."""

    articles: int
    days: int
    applications: int
    offers: int = 10


MANY_ROWS = {f"coaching_{name}" for name in ("answer", "application", "click", "note", "stagechange")}
SMALL, LARGE = Size(articles=10, days=20, applications=200), Size(articles=100, days=1000, applications=10_000)


class Cost(NamedTuple):
    queries: int
    seconds: float
    whole_tables: list[str]


def test_pages(client: Client) -> None:
    coach = make_coach()
    client.force_login(coach)
    few = measure(client, coach, SMALL)
    start = perf_counter()
    many = measure(client, coach, LARGE)
    print(
        f"\n{connection.vendor}: {Click.objects.count():,} rows of clicks, {Application.objects.count():,} applications"
    )
    print(f"filled and measured in {perf_counter() - start:.0f} s\n\n{'page':24}{'queries':>14}{'ms':>16}{'ratio':>8}")
    for page, (queries, seconds, tables) in many.items():
        before = few[page]
        counts, times = f"{before.queries} → {queries}", f"{before.seconds * 1000:.0f} → {seconds * 1000:.0f}"
        print(f"{page:24}{counts:>14}{times:>16}{seconds / before.seconds:>8.1f}")
        print("".join(f"    reads all: {line}\n" for line in tables), end="")


def measure(client: Client, coach: User, size: Size) -> dict[str, Cost]:
    """The cost of each page on a site of that size."""
    fill(coach, size)
    values = {"offer": Offer.objects.get(slug="offer-3").pk, "last_year": timezone.localdate().year - 1}
    return {name: cost(client, path.format(**values)) for name, path in PAGES.items()}


def fill(coach: User, size: Size) -> None:
    """Create the rows of that size."""
    for number in range(Offer.objects.count(), size.offers):
        make_offer(f"offer-{number}")
    for number in range(Post.objects.count(), size.articles):
        block = f'<figure data-block="offer" data-key="offer-{number % size.offers}"></figure>'
        make_post(author=coach, body=f"<p>Breathe out and lift.</p>{block}")
    Click.objects.all().delete()
    for some in batched(clicks(size), 5000):
        Click.objects.bulk_create(some)
    add_applications(coach, size.applications - Application.objects.count())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def clicks(size: Size) -> Iterator[Click]:
    offers, posts, today = list(Offer.objects.all()), list(Post.objects.all()), timezone.localdate()
    for number in range(size.days):
        day = today - timedelta(days=number)
        yield from (Click(offer=offer, post=post, day=day, count=1 + number % 3) for offer in offers for post in posts)


def add_applications(coach: User, count: int) -> None:
    """One in a hundred is new, and one in fifty has a due step. Each has an answer and a note."""
    offers, posts, now = list(Offer.objects.all()), list(Post.objects.all()), timezone.now()
    goal, later_stages = default_questions()["goal"], Application.Stage.values[1:]
    applications = Application.objects.bulk_create(
        Application(
            name=f"Applicant {number}",
            email=f"applicant{number % 5000}@example.org",
            stage=later_stages[number % len(later_stages)] if number % 100 else Application.Stage.NEW,
            next_step="Call." if number % 50 == 1 else "",
            next_step_on=timezone.localdate(now - timedelta(days=1)) if number % 50 == 1 else None,
            came_from_post=posts[number % len(posts)],
            came_from_offer=offers[number % len(offers)],
            created_at=now - timedelta(hours=2 * number),
            fingerprint=f"{count}-{number}",
            consent_text=str(CONSENT),
            user_agent=BROWSER,
            referrer="https://coach.example.com/two-days-a-week-is-enough/",
        )
        for number in range(count)
    )
    Answer.objects.bulk_create(Answer(application=one, question=goal, value=GOAL) for one in applications)
    Note.objects.bulk_create(Note(application=one, author=coach, text=NOTE) for one in applications)
    StageChange.objects.bulk_create(
        StageChange(application=one, before="new", after=one.stage, person=coach, note=NOTE)
        for one in applications
        if one.stage != Application.Stage.NEW
    )


def cost(client: Client, path: str) -> Cost:
    def once() -> float:
        start = perf_counter()
        assert client.get(path).status_code == 200, path
        return perf_counter() - start

    once()
    with CaptureQueriesContext(connection) as captured:
        once()
    tables = [line for query in captured for line in whole_tables(plan_of(query["sql"]), MANY_ROWS)]
    return Cost(len(captured), median(once() for _run in range(RUNS)), list(dict.fromkeys(tables)))
