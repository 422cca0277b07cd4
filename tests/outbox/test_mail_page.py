import pytest
from django.urls import reverse

from outbox.failures import explain
from outbox.models import OutgoingMail
from tests.factories import make_coach, make_mail, make_user
from tests.smtp_server import running_mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(make_coach(email="mara@example.org"))
    return client


@pytest.fixture
def page(admin):
    return lambda: admin.get(reverse("admin:outbox_mail"))


@pytest.fixture
def server(settings):
    with running_mail_server() as server:
        settings.MAILERS = server.mailers
        yield server


def test_without_a_server_the_page_says_that_no_mail_leaves(page):
    make_mail()
    shown = page().content.decode()
    assert "not connected to a mail provider yet" in shown
    assert "1 mail waits" in shown
    assert "Send a test mail" not in shown


def test_test_mail_is_sent_by_a_task_to_who_asks(admin, page, server, run_tasks):
    assert admin.post(reverse("admin:outbox_mail")).status_code == 302
    assert "on its way" in page().content.decode()
    assert page()["Refresh"]
    run_tasks()
    (message,) = server.mails
    assert message["To"] == "mara@example.org"
    shown = page()
    assert "was handed to your provider" in shown.content.decode()
    assert "Refresh" not in shown


def test_refused_test_mail_is_explained(admin, page, server, run_tasks):
    server.replies["MAIL"] = "535 5.7.8 Authentication failed"
    admin.post(reverse("admin:outbox_mail"))
    run_tasks()
    shown = page().content.decode()
    assert "could not be sent" in shown
    assert "refuses the user name or the password" in shown
    assert "Authentication failed" in shown


def test_opening_the_page_sends_nothing(page, server):
    page()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("535 5.7.8 no", "password"),
        ("553 sender unknown", "address of the sender"),
        ("450 later", "tries again by itself"),
        ("ConnectionRefusedError [Errno 111]", "can’t be reached"),
        ("", ""),
    ],
)
def test_errors_in_plain_words(error, words):
    assert words in explain(error)


def test_staff_without_the_permission_are_refused(client):
    client.force_login(make_user(is_staff=True))
    assert client.get(reverse("admin:outbox_mail")).status_code == 403
