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
from tests.many_rows import insert_many
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
    insert_many(Click(offer=offer, count=33), ({"post_id": post.pk, "day": day} for post in posts for day in days))
    stages = ["declined"] * 97 + ["new", "in-conversation", "accepted"]
    insert_many(
        Application(consent_text="I agree."),
        (
            {
                "name": f"Reader {number}",
                "email": f"reader{number}@example.org",
                "fingerprint": str(number),
                "stage": stages[number % len(stages)],
                "came_from_post_id": posts[number % ARTICLES].pk,
                "created_at": timezone.now() - timedelta(hours=3 * number),
            }
            for number in range(APPLICATIONS)
        ),
    )
    applications = Application.objects.values_list("pk", flat=True)
    insert_many(StageChange(before="new", after="declined"), ({"application_id": pk} for pk in applications))


@pytest.mark.usefixtures("_many")
def test_every_query_of_the_funnel_uses_an_index():
    with CaptureQueriesContext(connection) as captured:
        funnel_for(Period.last_twelve_months())
        stage_waits()
    plans = [plan_of(query["sql"]) for query in captured]
    assert len(plans) == 5
    assert [line for plan in plans for line in whole_tables(plan, TABLES)] == []
