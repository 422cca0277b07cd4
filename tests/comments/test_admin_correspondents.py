"""What the coach sees of those who may be written to."""

import pytest
from django.urls import reverse
from django.utils import timezone

from comments.models import Correspondent
from outbox.models import OutgoingMail
from tests.factories import make_coach, make_comment, make_question

pytestmark = pytest.mark.django_db

LIST = reverse("admin:comments_correspondent_changelist")


@pytest.fixture
def coach(client):
    coach = make_coach()
    client.force_login(coach)
    return coach


def answer(client, comment):
    address = reverse("admin:comments_comment_answer", args=[comment.pk])
    return client.post(address, {"text": "Squat lower."}, follow=True).text


def test_coach_hears_that_a_mail_leaves(client, coach):
    assert "A mail about it leaves in two minutes." in answer(client, make_question())


def test_coach_does_not_hear_of_a_mail_where_there_is_none(client, coach):
    assert "A mail about it" not in answer(client, make_comment())


def test_list_shows_whose_mail_fails(client, coach):
    answer(client, make_question(email="nadia@example.org"))
    OutgoingMail.objects.update(given_up_at=timezone.now().replace(year=2001, month=3))
    page = client.get(LIST).text
    assert "nadia@example.org" in page
    assert "March" in page


def test_list_costs_the_same_for_many(client, coach, django_assert_max_num_queries):
    for _ in range(20):
        make_question()
    with django_assert_max_num_queries(8):
        assert client.get(LIST).status_code == 200


@pytest.mark.parametrize("page", ["change", "delete"])
def test_nobody_but_the_reader_decides(client, coach, page):
    make_question()
    person = Correspondent.objects.get()
    address = reverse(f"admin:comments_correspondent_{page}", args=[person.pk])
    client.post(address, {"email": "kim@example.org", "post": "yes"})
    assert Correspondent.objects.get().email == person.email
