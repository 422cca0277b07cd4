"""Too many applications within an hour, and the same application sent again."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from coaching.models import Application
from outbox.models import OutgoingMail
from tests.factories import (
    ANSWERS,
    default_questions,
    make_application,
    make_coach,
)

pytestmark = pytest.mark.django_db


def test_sixth_application_within_an_hour_is_refused(apply):
    for number in range(5):
        assert apply(goal=f"Goal {number}").status_code == 303
    Application.objects.update(created_at=timezone.now() - timedelta(minutes=10))
    response = apply(goal="Goal <six>")
    assert response.status_code == 429
    assert 2940 < int(response["Retry-After"]) <= 3000
    assert "Goal &lt;six&gt;</textarea>" in response.content.decode()
    assert "please wait 50 minutes" in response.content.decode()
    assert Application.objects.count() == 5


def test_others_at_the_same_ip_address_may_apply(apply):
    for number in range(6):
        assert apply(goal=f"Goal {number}", email=f"n{number}@example.org").status_code == 303


def test_network_with_many_names_is_limited(apply):
    for number in range(50):
        make_application(
            email=f"n{number}@example.org", ip_address=f"2001:db8:1:2::{number}", created_at=timezone.now()
        )
    client = Client(REMOTE_ADDR="2001:db8:1:2:aaaa::")
    assert apply(client=client).status_code == 429
    assert apply(client=Client(REMOTE_ADDR="2001:db8:1:3::1")).status_code == 303


def test_email_is_limited_over_all_networks(apply):
    for number in range(5):
        apply(goal=f"Goal {number}", email="Nadia@example.org")
        Application.objects.update(ip_address=f"192.0.2.{number}")
    assert apply(goal="One more").status_code == 429


def test_application_an_hour_later_is_accepted(apply):
    for number in range(5):
        apply(goal=f"Goal {number}")
    Application.objects.update(created_at=timezone.now() - timedelta(minutes=61))
    assert apply(goal="One more").status_code == 303


def test_repeated_application_redirects_to_the_first(apply):
    make_coach()
    first = apply()
    second = apply(goal=f"  {ANSWERS['goal'].upper()} ")
    assert (second.status_code, Application.objects.count()) == (303, 1)
    assert second["Location"].split(".")[0] == first["Location"].split(".")[0]
    assert OutgoingMail.objects.count() == 2


def test_same_answers_by_another_person_are_stored(apply):
    apply()
    apply(email="kim@example.org")
    assert Application.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrent
def test_twenty_concurrent_posts_are_one_application(apply):
    make_coach()
    default_questions()
    start = threading.Barrier(20)
    statuses: list[int] = []

    def work() -> None:
        start.wait()
        try:
            statuses.append(apply().status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303] * 20
    assert Application.objects.count() == 1
    assert OutgoingMail.objects.count() == 2
