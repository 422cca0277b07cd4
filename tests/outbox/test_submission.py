from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django_ox.models import OxTask
from django_ox.testing import run_tasks

from coaching.models import Application
from outbox.models import OutgoingMail
from outbox.submission import queue_mail
from outbox.tasks import send, send_due
from tests.factories import make_application
from tests.smtp_server import running_mail_server

pytestmark = pytest.mark.django_db

TEMPLATES = {
    "greeting_subject.txt": "Hello\n {{ name }}\n",
    "greeting_body.txt": "\n{{ name }}, see {{ site_url }}/apply/\n\n",
    "greeting_body.html": "<p>{{ name }}</p>",
}


@pytest.fixture(autouse=True)
def _templates(settings):
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", TEMPLATES)]},
        }
    ]


def write(name: str = "Nadia", **fields: Any) -> OutgoingMail | None:
    given = {"kind": "application-new", "key": "greeting-1", "to": "nadia@example.org", "template": "greeting"}
    return queue_mail(**{**given, **fields}, context={"name": name})


def test_mail_is_rendered_into_a_row(settings):
    settings.SITE_URL = "https://coach.example.com"
    mail = write(reply_to="mara@example.org")
    assert mail.subject == "Hello Nadia"
    assert mail.text == "Nadia, see https://coach.example.com/apply/\n"
    assert mail.html == "<p>Nadia</p>"
    assert (mail.to, mail.reply_to) == ("nadia@example.org", "mara@example.org")


def test_task_sends_the_mail(settings):
    with running_mail_server() as server:
        settings.MAILERS = server.mailers
        write()
        run_tasks(raise_failures=True)
        assert [mail["Subject"] for mail in server.mails] == ["Hello Nadia"]


def test_mail_with_the_same_key_is_queued_once():
    write()
    assert write() is None
    assert OutgoingMail.objects.count() == 1
    assert OxTask.objects.count() == 1


def test_mail_is_rolled_back_with_its_transaction():
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()
    assert not OxTask.objects.exists()


def test_delayed_mail_is_sent_at_its_time(settings, clock):
    with running_mail_server() as server:
        settings.MAILERS = server.mailers
        mail = write(delay=timedelta(minutes=2))
        run_tasks(raise_failures=True)
        send_due.func()
        assert server.mails == []
        clock(minutes=2)
        send.func(mail.pk)
        assert len(server.mails) == 1


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\u2028"])
def test_sender_is_one_line(line_break):
    assert write(from_name=f"Mara{line_break}Bcc: thief@example.org").from_name == "Mara Bcc: thief@example.org"


def test_only_the_html_part_is_escaped():
    mail = write("O'Neil & <b>")
    assert mail.subject == "Hello O'Neil & <b>"
    assert mail.text.startswith("O'Neil & <b>, ")
    assert mail.html == "<p>O&#x27;Neil &amp; &lt;b&gt;</p>"


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028"])
def test_subject_is_one_line(line_break):
    assert write(f"Nadia{line_break}Bcc: thief@example.org").subject == "Hello Nadia Bcc: thief@example.org"


def test_long_subject_is_cut():
    assert len(write("N" * 500).subject) == 200


def test_mail_is_found_by_the_rows_it_is_about():
    one, two, other = make_application(), make_application(), make_application()
    mail = write(about=[one, two])
    for row, found in ((one, [mail]), (two, [mail]), (other, [])):
        assert list(OutgoingMail.objects.about(Application.objects.filter(pk=row.pk))) == found
    OutgoingMail.objects.all().anonymise()
    assert not mail.subjects.exists()
