from datetime import timedelta

import pytest
from django.utils import timezone

from coaching.models import Application, SignUp
from comments.models import AkismetQuestion, Comment
from outbox.models import OutgoingMail
from privacy.models import PersonRequest, RetentionReport, RetentionSettings
from privacy.retention import forecast, let_go, proposed, tonight
from privacy.tasks import let_go_daily
from tests.factories import make_application, make_coach, make_comment, make_mail, make_sign_up

pytestmark = pytest.mark.django_db


def ago(**past: float):
    return timezone.now() - timedelta(**past)


def went() -> dict[str, int]:
    return {name: number for name, number in let_go().numbers.items() if number}


def test_ip_address_of_a_comment_goes_after_30_days_and_the_comment_stays(clock):
    comment = make_comment(address="203.0.113.7", created_at=timezone.now())
    clock(days=29, hours=23)
    assert went() == {}
    clock(hours=2)
    assert went() == {"comment_addresses": 1}
    comment.refresh_from_db()
    assert (comment.address, comment.email) == (None, comment.email)


def test_ip_address_of_an_application_goes_too(clock):
    application = make_application(address="203.0.113.7")
    clock(days=31)
    assert went() == {"application_addresses": 1}
    application.refresh_from_db()
    assert application.address is None


def test_sign_up_that_nobody_confirmed_goes_after_14_days(clock):
    make_sign_up(name="Nadia")
    make_sign_up(name="Kim", confirmed_at=timezone.now())
    clock(days=13, hours=23)
    assert went() == {}
    clock(hours=2)
    assert went() == {"sign_ups": 1}
    assert SignUp.objects.get().name == "Kim"


def test_spam_goes_after_30_days(clock):
    comment = make_comment(state="held", created_at=timezone.now())
    comment.decide("spam", decider="rule")
    clock(days=31)
    assert went() == {"spam": 1}
    assert not Comment.objects.exists()


def test_what_akismet_was_asked_goes_after_15_days(clock):
    AkismetQuestion.objects.create(comment=make_comment(), fields={}, verdict="ham")
    clock(days=16)
    assert went()["akismet"] == 1


def test_request_that_nobody_confirmed_goes_after_14_days(clock):
    PersonRequest.objects.create(email="nadia@example.org")
    erased = PersonRequest.objects.create(kind="erase", confirmed_at=timezone.now(), done_at=timezone.now())
    clock(days=15)
    assert went() == {"requests": 1}
    assert list(PersonRequest.objects.all()) == [erased]


def test_request_that_is_still_to_be_carried_out_stays(clock):
    PersonRequest.objects.create(kind="erase", email="nadia@example.org", confirmed_at=timezone.now())
    clock(days=15)
    assert went() == {}


def test_sent_mail_is_blanked_after_90_days(clock):
    mail = make_mail(sent_at=timezone.now())
    clock(days=89)
    assert went() == {}
    clock(days=2)
    assert went() == {"mails": 1}
    mail.refresh_from_db()
    assert (mail.to, mail.text, bool(mail.sent_at), bool(mail.forgotten_at)) == ("", "", True, True)
    assert went() == {}


def test_mail_that_waits_stays(clock):
    make_mail()
    clock(days=100)
    assert went() == {}


@pytest.mark.parametrize("stage", Application.Stage)
def test_application_is_never_deleted_by_itself(clock, stage):
    make_application(stage=stage)
    clock(days=4000)
    let_go()
    assert Application.objects.count() == 1


def test_days_are_hers(clock):
    RetentionSettings.objects.create(pk=1, mail_days=5)
    make_mail(sent_at=timezone.now())
    clock(days=6)
    assert went() == {"mails": 1}


def test_forecast_says_what_the_night_then_does():
    make_comment(address="203.0.113.7", created_at=tonight() - timedelta(days=30, minutes=1))
    make_comment(address="203.0.113.8", created_at=tonight() - timedelta(days=29))
    said = {str(one.title): (one.days, one.number) for one in forecast()}
    assert said["IP addresses of comments"] == (30, 1)
    assert said["Mails, blanked"] == (90, 0)


def test_task_writes_a_report_and_old_ones_go():
    RetentionReport.objects.create(ran_at=ago(days=401))
    let_go_daily.call()
    assert RetentionReport.objects.count() == 1


def test_applications_closed_long_ago_are_proposed():
    old = make_application(stage="declined", created_at=ago(days=800))
    make_application(stage="declined", created_at=ago(days=10))
    make_application(stage="accepted", created_at=ago(days=800))
    moved = make_application(stage="new", created_at=ago(days=800))
    moved.move_to("withdrawn", by=make_coach())
    assert [row.pk for row in proposed()] == [old.pk]


def test_forgotten_mail_is_not_written_again(run_tasks):
    from outbox.writing import write_mail

    mail = make_mail(key="comment-link:1:nadia@example.org", sent_at=timezone.now())
    OutgoingMail.objects.filter(pk=mail.pk).forget()
    mail.refresh_from_db()
    assert "@" not in mail.key
    again = write_mail(mail.kind, "comment-link:1:nadia@example.org", "n@example.org", "accounts/emails/nothing", {})
    assert again is None
