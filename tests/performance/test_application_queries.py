"""The coach's daily pages take the same queries with ten thousand applications as with 200, and use indexes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coaching.models import Answer, Application, StageChange
from inbox import queries
from tests.factories import default_questions, make_coach
from tests.many_rows import insert_many

pytestmark = pytest.mark.django_db

LIST = "/admin/coaching/application/"
STAGES = Application.Stage.values


@pytest.fixture
def coach(client):
    coach = make_coach()
    client.force_login(coach)
    return coach


def make_many(coach, count: int) -> None:
    """Applications in all stages; 1 % are new; of the rest, 2 % have a due step, and 2 % a correction."""
    goal, now = default_questions()["goal"], timezone.now()
    insert_many(
        Application(consent_text="I agree."),
        (
            {
                "name": f"Applicant {number}",
                "email": f"applicant{number % 5000}@example.org",
                "stage": STAGES[1 + number % 5] if number % 100 else "new",
                "corrected_at": now if number % 50 == 2 else None,
                "next_step": "Call." if number % 50 == 1 else "",
                "next_step_on": timezone.localdate(now - timedelta(days=1)) if number % 50 == 1 else None,
                "created_at": now - timedelta(hours=number),
                "fingerprint": f"{count}-{number}",
            }
            for number in range(count)
        ),
    )
    stages = Application.objects.filter(fingerprint__startswith=f"{count}-").values_list("pk", "stage")
    insert_many(Answer(question=goal, value="Lift."), ({"application_id": pk} for pk, _stage in stages))
    insert_many(
        StageChange(before="new", person=coach),
        ({"application_id": pk, "after": stage} for pk, stage in stages if stage != "new"),
    )


PAGES = [
    "/admin/",
    *[
        f"{LIST}?{query}"
        for query in ("stage=new", "stage=client", "stage=all", "step=due", "clearance=missing", "decision=untold")
    ],
    *[
        f"{LIST}?{query}"
        for query in ("coach=nobody&stage=declined", "q=applicant77%40", "q=lift+monday", "stage=all&p=3")
    ],
]


def count_queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_pages_take_the_same_queries_for_200_and_10_000_applications(client, coach):
    make_many(coach, 200)
    client.get("/admin/")  # It remembers how fast readers were answered.
    few = {path: count_queries(client, path) for path in PAGES}
    make_many(coach, 10_000)
    assert {path: count_queries(client, path) for path in PAGES} == few
    assert max(few.values()) < 40


def test_page_of_an_application_takes_the_same_queries_among_10_000(client, coach):
    make_many(coach, 200)
    first, newest = (Application.objects.order_by(order)[0] for order in ("pk", "-pk"))
    few = count_queries(client, f"{LIST}{first.pk}/change/")
    make_many(coach, 10_000)
    assert count_queries(client, f"{LIST}{newest.pk}/change/") <= few


def test_daily_queries_use_indexes(coach):
    make_many(coach, 10_000)
    found = Application.objects.all()
    today = timezone.localdate()
    lookups = {
        "application_by_stage": found.not_spam().filter(stage="new").order_by("-created_at", "-pk")[:50],
        "application_by_email": found.by_email("applicant7@example.org"),
        "application_by_next_step": found.with_step_due(today),
        "application_by_correction": found.corrected(),
    }
    plans = {name: lookup.explain() for name, lookup in lookups.items()}
    assert {name for name, plan in plans.items() if name not in plan} == set()
    assert "application_by_stage" in queries.todays_work(coach).applications.explain()
