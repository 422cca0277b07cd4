"""An applicant’s address that refuses mail: the coach sees it, corrects it, and the mail arrives."""

import pytest
from django.urls import reverse

from coaching import messages
from outbox.models import OutgoingMail
from outbox.tasks import send_due
from tests.factories import make_application, make_coach

pytestmark = pytest.mark.django_db

WRONG, RIGHT = "nadia@exmaple.org", "nadia@example.org"


@pytest.fixture
def coach():
    return make_coach(email="mara@example.org")


@pytest.fixture
def admin(client, coach):
    client.force_login(coach)
    return client


@pytest.fixture
def application(mail_server, coach, clock):
    """An accepted application; the mail about it came back."""
    application = make_application(name="Nadia", email=WRONG)
    messages.send(application, by=coach, subject="Welcome", text="Yes.", key="1", stage="accepted")
    mail_server.replies["RCPT"] = "550 5.4.4 Host not found"
    clock(minutes=5)
    send_due.func()
    mail_server.replies.clear()
    return application


def page(admin, application) -> str:
    return admin.get(reverse("admin:coaching_application_change", args=[application.pk])).content.decode()


def correct(admin, application, **data) -> str:
    url = reverse("admin:coaching_application_address", args=[application.pk])
    return admin.post(url, data, follow=True).content.decode()


def test_coach_sees_it_at_the_application_and_above_the_inbox(admin, application):
    shown = page(admin, application)
    assert "Could not be reached: the address refuses mail" in shown
    assert "Not told yet" in shown
    link = f"/admin/coaching/application/{application.pk}/change/#undelivered"
    assert link in admin.get("/admin/inbox/").content.decode()


def test_mail_arrives_at_the_corrected_address(admin, mail_server, application):
    assert "The address is corrected" in correct(admin, application, email=RIGHT)
    send_due.func()
    assert [(mail["To"], mail["Subject"]) for mail in mail_server.mails] == [(RIGHT, "Welcome")]
    application.refresh_from_db()
    assert application.email == RIGHT
    shown = page(admin, application)
    assert f"Before: {WRONG}" in shown
    assert "Told by mail" in shown
    assert not OutgoingMail.objects.failed().exists()


def test_right_address_is_written_to_again(admin, mail_server, application):
    correct(admin, application, again="1")
    send_due.func()
    assert [mail["To"] for mail in mail_server.mails] == [WRONG]


@pytest.mark.parametrize(("email", "said"), [(WRONG, "refuses mail"), ("nadia", "valid email address")])
def test_wrong_correction_is_refused(admin, application, email, said):
    assert said in correct(admin, application, email=email)
    application.refresh_from_db()
    assert application.email == WRONG


def test_address_that_takes_mail_is_only_changed_by_the_applicant(admin):
    application = make_application(email=WRONG)
    assert "only the applicant can change it" in correct(admin, application, email=RIGHT)
