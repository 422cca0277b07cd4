import pytest
from django.test import Client

from comments.models import MailRecipient
from comments.moderation import actions as moderation
from outbox.tasks import send_due
from tests.comments.reader_mails import NADIA
from tests.factories import make_coach, make_post, make_question


@pytest.fixture
def reader() -> Client:
    """A browser on a page of this site, for which every check is on."""
    return Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"})


@pytest.fixture
def server(settings, mail_server):
    settings.SITE_URL = "http://testserver"
    settings.DEFAULT_FROM_EMAIL = "Sturdy <hello@coach.example.com>"
    return mail_server


@pytest.fixture
def coach():
    return make_coach(display_name="Mara Lindt")


@pytest.fixture
def post(coach):
    return make_post("strong-hips", title="Strong hips", author=coach)


@pytest.fixture
def question(post):
    return make_question(post, email=NADIA, name="Nadia S.", text="Why does my knee click?", state="held")


@pytest.fixture
def nadia(question):
    return MailRecipient.objects.get(email=NADIA)


@pytest.fixture
def answer(coach):
    def write(comment, text="Squat lower. It is only air."):
        return moderation.answer(comment, by=coach, text=text)

    return write


@pytest.fixture
def later(clock):
    """``later(20)`` advances the clock by 20 minutes, with a sweep of the outbox in each."""

    def advance(minutes=3):
        for _ in range(minutes):
            clock(minutes=1)
            send_due.func()

    return advance


@pytest.fixture
def two_hours_later(clock):
    def advance():
        clock(hours=2)
        send_due.func()

    return advance
