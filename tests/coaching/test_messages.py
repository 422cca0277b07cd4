"""Mails from the coach to an applicant."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from coaching import messages
from coaching.models import Application, MailTemplate, Message
from core.refusals import RefusedError
from outbox.models import OutgoingMail
from tests.factories import make_application, make_coach

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_server")]


@pytest.fixture
def coach():
    return make_coach(display_name="Mara Lindt", email="mara@example.org")


@pytest.fixture
def application():
    return make_application(name="Nadia Sommer", email="nadia@example.org")


@pytest.fixture
def send(application, coach):
    def send(**fields):
        message = {"subject": "Let’s talk", "text": "Hi Nadia,\n\nwhen?", "key": "one"}
        return messages.send(application, by=coach, **{**message, **fields})

    return send


def test_new_site_has_templates_that_stay_deleted():
    assert MailTemplate.objects.count() == 4
    MailTemplate.objects.all().delete()
    call_command("migrate", verbosity=0)
    assert not MailTemplate.objects.exists()


def test_template_is_filled_in(application, coach, settings):
    template = MailTemplate(subject="Hi {name}", text="{first_name}, {coach} of {site}: {status_url} {other}")
    subject, text = messages.fill(template, application, by=coach)
    assert subject == "Hi Nadia Sommer"
    assert text.startswith("Nadia, Mara of ")
    assert f"{settings.SITE_URL}/apply/" in text
    assert text.endswith("{other}")


def test_placeholder_in_a_name_is_not_replaced(coach):
    template = MailTemplate(subject="{name}", text="{name}")
    subject, text = messages.fill(template, make_application(name="{status_url}\r\nBcc: x@y.z"), by=coach)
    assert subject == "{status_url} Bcc: x@y.z"
    assert "/apply/" not in text


def test_unknown_placeholder_is_refused():
    with pytest.raises(ValidationError, match="There is no"):
        MailTemplate(name="x", subject="{goal}", text="x").full_clean()


def test_message_is_stored_and_sent_after_two_minutes(send, coach, application, mail_server, run_tasks, clock):
    message = send()
    assert (message.subject, message.person, message.application) == ("Let’s talk", coach, application)
    run_tasks()
    assert not mail_server.mails
    clock(minutes=2, seconds=1)
    run_tasks()
    [arrived] = mail_server.mails
    assert (arrived["To"], arrived["Reply-To"]) == ("nadia@example.org", "mara@example.org")
    assert arrived["From"].startswith("Mara Lindt <")
    assert "when?" in arrived.get_body(["plain"]).get_content()
    assert Message.objects.get().is_sent


def test_text_is_escaped_in_html(send):
    assert "&lt;b&gt;" in send(text="<b> https://example.org").mail.html


def test_message_sent_twice_is_stored_once(send):
    assert send() == send()
    assert OutgoingMail.objects.count() == 1


def test_message_changes_the_stage_and_discloses_it(send, application, run_tasks, clock):
    message = send(stage="accepted", note="She is ready.")
    change = application.changes.get()
    assert (change.after, change.note, change.message) == ("accepted", "She is ready.", message)
    assert application.shown_stage == "new"
    clock(minutes=3)
    run_tasks()
    assert application.shown_stage == "accepted"


def test_message_discloses_an_earlier_decision(send, application, coach, run_tasks, clock):
    application.move_to("declined", by=coach)
    send(stage="declined")
    assert application.changes.count() == 1
    clock(minutes=3)
    run_tasks()
    assert application.shown_stage == "declined"


def test_message_without_a_stage_discloses_nothing(send, application, coach, run_tasks, clock):
    application.move_to("declined", by=coach)
    send()
    clock(minutes=3)
    run_tasks()
    assert application.shown_stage == "new"


def test_message_about_an_outdated_stage_is_refused(send, application):
    Application.objects.get().move_to("withdrawn", by=None)
    with pytest.raises(RefusedError):
        send(stage="accepted", since="new")
    assert not OutgoingMail.objects.exists()
    assert not Message.objects.exists()


def test_undo_cancels_the_mail_and_its_change_of_stage(send, application, coach, mail_server, run_tasks, clock):
    message = send(stage="accepted")
    assert messages.cancel(message, by=coach)
    assert Application.objects.get().stage == "new"
    clock(minutes=3)
    run_tasks()
    assert not mail_server.mails


def test_undo_keeps_an_earlier_stage(send, application, coach):
    application.move_to("declined", by=coach)
    assert messages.cancel(send(stage="declined"), by=coach)
    assert Application.objects.get().stage == "declined"


def test_sent_message_cannot_be_undone(send, coach):
    message = send(stage="accepted")
    message.mail.mark_sent()
    assert not messages.cancel(message, by=coach)
    assert Application.objects.get().stage == "accepted"


@pytest.mark.parametrize(("next_stage", "is_sent"), [("declined", False), ("withdrawn", False), ("client", True)])
def test_outdated_decision_is_not_mailed(send, application, coach, next_stage, is_sent):
    message = send(stage="accepted")
    application.move_to(next_stage, by=coach)
    assert messages.may_be_sent(message.mail) == is_sent


def test_message_about_a_deleted_application_is_not_mailed(send, application):
    written = send().mail
    application.delete()
    assert not messages.may_be_sent(written)


def test_message_is_due_within_two_minutes(send):
    message = send()
    assert message.is_waiting
    assert message.mail.due_at - timezone.now() <= timedelta(minutes=2)
