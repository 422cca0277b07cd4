"""The coach's list of readers' mail preferences."""

import pytest
from django.urls import reverse
from django.utils import timezone

from comments.models import MailRecipient
from outbox.models import OutgoingMail
from tests.factories import make_coach, make_comment, make_question

pytestmark = pytest.mark.django_db

LIST = reverse("admin:comments_mailrecipient_changelist")


@pytest.fixture
def coach(client):
    coach = make_coach()
    client.force_login(coach)
    return coach


def answer(client, comment):
    url = reverse("admin:comments_comment_answer", args=[comment.pk])
    return client.post(url, {"text": "Squat lower."}, follow=True).text


def test_answering_says_that_a_mail_is_sent(client, coach, settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    assert "A mail about it will be sent in 2 minutes." in answer(client, make_question())


def test_answering_without_a_mail_provider_says_that_the_mail_waits(client, coach, settings):
    settings.MAILERS = {}
    assert "A mail about it waits until a mail provider is connected." in answer(client, make_question())


def test_answering_without_a_recipient_mentions_no_mail(client, coach):
    assert "A mail about it" not in answer(client, make_comment())


def test_list_shows_recipients_whose_mail_fails(client, coach):
    answer(client, make_question(email="nadia@example.org"))
    OutgoingMail.objects.update(given_up_at=timezone.now().replace(year=2001, month=3))
    page = client.get(LIST).text
    assert "nadia@example.org" in page
    assert "Mar 2001" in page


def test_list_takes_the_same_queries_for_many_recipients(client, coach, django_assert_max_num_queries):
    for _ in range(20):
        make_question()
    with django_assert_max_num_queries(14):
        assert client.get(LIST).status_code == 200


@pytest.mark.parametrize("page", ["change", "delete"])
def test_staff_cannot_change_or_delete_a_recipient(client, coach, page):
    make_question()
    person = MailRecipient.objects.get()
    url = reverse(f"admin:comments_mailrecipient_{page}", args=[person.pk])
    client.post(url, {"email": "kim@example.org", "post": "yes"})
    assert MailRecipient.objects.get().email == person.email
