"""What the coach's numbers cost with 10,000 applications and a million rows of clicks.

Run with ``python -m pytest -q -s tests/performance/bench_numbers.py``: it prints times and asserts nothing.
"""

from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest
from django.test import Client
from django.utils import timezone

from coaching.models import Application, Click
from tests.factories import make_coach, make_offer, make_post

pytestmark = pytest.mark.django_db

OFFERS, ARTICLES, DAYS, APPLICATIONS, RUNS = 10, 100, 1000, 10_000, 5


def test_page(client: Client) -> None:
    coach, now = make_coach(), timezone.now()
    offers = [make_offer() for _number in range(OFFERS)]
    posts = [make_post(author=coach) for _number in range(ARTICLES)]
    for number in range(DAYS):
        day = now.date() - timedelta(days=number)
        Click.objects.bulk_create(Click(offer=offer, post=post, day=day, count=1) for offer in offers for post in posts)
    Application.objects.bulk_create(
        Application(
            name=f"Reader {number}",
            email=f"reader{number}@example.org",
            consent_text="I agree.",
            fingerprint=str(number),
            came_from_post=posts[number % ARTICLES],
            created_at=now - timedelta(hours=2 * number),
        )
        for number in range(APPLICATIONS)
    )
    client.force_login(coach)

    def once() -> float:
        start = perf_counter()
        client.get("/admin/coaching/numbers/")
        return perf_counter() - start

    once()
    print(f"\n{Click.objects.count():,} rows of clicks: {median(once() for _run in range(RUNS)):.2f} s")
