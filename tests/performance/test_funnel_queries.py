"""The funnel of ten thousand applications and many clicks uses indexes, on both databases."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coaching.funnel import Period, funnel_for, stage_waits
from coaching.models import Application, StageChange
from offers.models import Click
from tests.factories import make_coach, make_offer, make_post
from tests.performance.plans import plan_of, whole_tables

pytestmark = pytest.mark.django_db

DAYS, ARTICLES, APPLICATIONS = 1500, 20, 10_000
TABLES = {"coaching_click", "coaching_application", "coaching_stagechange"}


@pytest.fixture
def _many():
    """Four years of clicks on an offer in twenty articles, and ten thousand applications."""
    coach, offer, today = make_coach(), make_offer(), timezone.localdate()
    posts = [make_post(author=coach) for _number in range(ARTICLES)]
    days = [today - timedelta(days=number) for number in range(DAYS)]
    Click.objects.bulk_create(Click(offer=offer, post=post, day=day, count=33) for post in posts for day in days)
    stages = ["declined"] * 97 + ["new", "in-conversation", "accepted"]
    Application.objects.bulk_create(
        Application(
            name=f"Reader {number}",
            email=f"reader{number}@example.org",
            consent_text="I agree.",
            fingerprint=str(number),
            stage=stages[number % len(stages)],
            came_from_post=posts[number % ARTICLES],
            created_at=timezone.now() - timedelta(hours=3 * number),
        )
        for number in range(APPLICATIONS)
    )
    StageChange.objects.bulk_create(
        StageChange(application=application, before="new", after="declined")
        for application in Application.objects.all()
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.usefixtures("_many")
def test_every_query_of_the_funnel_uses_an_index():
    with CaptureQueriesContext(connection) as captured:
        funnel_for(Period.last_twelve_months())
        stage_waits()
    plans = [plan_of(query["sql"]) for query in captured]
    assert len(plans) == 5
    assert [line for plan in plans for line in whole_tables(plan, TABLES)] == []
