import pytest
from django.urls import reverse
from django.utils import timezone
from django_ox.models import OxTask

from outbox.failures import explain
from outbox.models import MailServer, OutgoingMail, SenderDomain
from outbox.tasks import send_due
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


def test_without_a_server_the_page_says_that_no_mail_leaves(page):
    make_mail()
    shown = page().content.decode()
    assert "not connected to a mail provider yet" in shown
    assert "1 mail waits" in shown
    assert "Send a test mail" not in shown


def test_test_mail_is_sent_by_a_task_to_who_asks(admin, page, mail_server, run_tasks):
    assert admin.post(reverse("admin:outbox_mail")).status_code == 302
    assert "on its way" in page().content.decode()
    assert page()["Refresh"]
    run_tasks()
    (message,) = mail_server.mails
    assert message["To"] == "mara@example.org"
    shown = page()
    assert "was handed to your provider" in shown.content.decode()
    assert "Refresh" not in shown


def test_refused_test_mail_is_explained(admin, page, mail_server, run_tasks):
    mail_server.replies["MAIL"] = "535 5.7.8 Authentication failed"
    admin.post(reverse("admin:outbox_mail"))
    run_tasks()
    shown = page().content.decode()
    assert "could not be sent" in shown
    assert "refuses the user name or the password" in shown
    assert "Authentication failed" in shown


def test_opening_the_page_sends_nothing(page, mail_server):
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


SERVER = {
    "sender_name": "Mara Lindt",
    "sender_email": "hello@coach.example.com",
    "host": "127.0.0.1",
    "port": 25,
    "security": "none",
    "username": "",
    "password": "",
    "mailbox_host": "",
}


@pytest.fixture
def save(admin):
    return lambda **fields: admin.post(reverse("admin:outbox_mail_server"), {**SERVER, **fields})


def test_server_chosen_in_the_admin_sends_the_test_mail(save, page, run_tasks):
    make_mail()
    with running_mail_server() as mail_server:
        mail_server.features = ["AUTH PLAIN"]
        assert save(port=mail_server.port, username="mara", password="sesame-42").status_code == 302
        run_tasks()
        send_due.func()
        assert [mail["To"] for mail in mail_server.mails] == ["mara@example.org", "nadia@example.org"]
        assert mail_server.mails[0]["From"] == "Mara Lindt <hello@coach.example.com>"
        assert "AUTH PLAIN AG1hcmEAc2VzYW1lLTQy" in mail_server.commands
    shown = page().content.decode()
    assert "was handed to your provider" in shown
    assert "sesame-42" not in shown


def test_password_is_stored_encrypted_with_the_site_secret(save, settings):
    save(username="mara", password="sesame-42")
    stored = MailServer.load()
    assert "sesame" not in stored.encrypted_password
    assert stored.password == "sesame-42"
    settings.SECRET_KEY = "another-one"
    assert stored.password is None


def test_password_of_another_secret_is_asked_for(admin, page):
    MailServer.objects.create(pk=1, host="127.0.0.1", encrypted_password="of another secret")
    shown = page().content.decode()
    assert "can no longer be read" in shown
    assert "Send a test mail" not in shown


def test_password_stays_if_the_field_is_left_empty(save):
    save(username="mara", password="sesame-42")
    assert save(username="mara", sender_name="Mara").status_code == 302
    assert (MailServer.load().password, MailServer.load().sender_name) == ("sesame-42", "Mara")


@pytest.mark.parametrize(
    "change",
    [{"host": "mail.example.org"}, {"security": "tls"}, {"mailbox_host": "imap.example.org"}, {"username": "other"}],
)
def test_password_is_asked_for_again_before_it_goes_elsewhere(save, change):
    save(username="mara", password="sesame-42")
    response = save(**{"username": "mara", **change})
    assert response.status_code == 422
    assert "enter the password again" in response.content.decode()
    assert MailServer.load().host == "127.0.0.1"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"host": "https://smtp.example.com/"}, "name of a server"),
        ({"host": ""}, "required"),
        ({"port": 0}, "greater than or equal to 1"),
        ({"sender_email": "mara"}, "valid email address"),
        ({"sender_name": "Mara\u2028Bcc: x@example.org"}, "on one line"),
        ({"username": "mara"}, "password that belongs"),
    ],
)
def test_wrong_server_is_refused(save, fields, said):
    response = save(**fields)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not MailServer.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_server_of_the_environment_is_shown_and_not_changed(save, page, mail_server):
    assert "EMAIL_URL" in page().content.decode()
    assert save().status_code == 422
    assert not MailServer.objects.exists()


def test_what_was_found_about_the_domain_is_said_in_plain_words(page, settings):
    settings.DEFAULT_FROM_EMAIL = "Mara <hello@coach.example.com>"
    findings = {"spf": {"state": "missing", "record": ""}, "dmarc": {"state": "good", "record": "v=DMARC1; p=none"}}
    SenderDomain.objects.create(pk=1, domain="coach.example.com", findings=findings, looked_up_at=timezone.now())
    shown = page().content.decode()
    assert "your mail easily ends up as spam" in shown
    assert "v=DMARC1; p=none" in shown
    assert "could not be asked" in shown


def test_findings_about_another_domain_are_not_shown(page, settings):
    settings.DEFAULT_FROM_EMAIL = "Mara <hello@coach.example.com>"
    SenderDomain.objects.create(pk=1, domain="old.example.com", findings={}, looked_up_at=timezone.now())
    assert "has not been looked up yet" in page().content.decode()


def test_domain_is_looked_up_by_a_task(admin):
    admin.post(reverse("admin:outbox_mail_domain"))
    assert OxTask.objects.filter(task_path="outbox.tasks.look_up_sender_domain").count() == 1
