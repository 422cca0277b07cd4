from datetime import timedelta

import pytest
from django.utils import timezone

from coaching.models import Application
from comments.models import AkismetCheck, Comment
from offers.models import SignUp
from outbox.models import OutgoingMail
from privacy.models import PrivacyRequest, RetentionReport, RetentionSettings
from privacy.retention import closed_long_ago, forecast, purge_expired, tonight
from privacy.tasks import purge_daily
from tests.factories import make_application, make_coach, make_comment, make_mail, make_sign_up

pytestmark = pytest.mark.django_db


def ago(**past: float):
    return timezone.now() - timedelta(**past)


def purged() -> dict[str, int]:
    return {name: number for name, number in purge_expired().numbers.items() if number}


def test_ip_address_of_a_comment_is_deleted_after_30_days(clock):
    comment = make_comment(ip_address="203.0.113.7", created_at=timezone.now())
    clock(days=29, hours=23)
    assert purged() == {}
    clock(hours=2)
    assert purged() == {"comment_addresses": 1}
    comment.refresh_from_db()
    assert (comment.ip_address, comment.email) == (None, comment.email)


def test_ip_address_of_an_application_is_deleted_too(clock):
    application = make_application(ip_address="203.0.113.7")
    clock(days=31)
    assert purged() == {"application_addresses": 1}
    application.refresh_from_db()
    assert application.ip_address is None


def test_unconfirmed_sign_up_is_deleted_after_14_days(clock):
    make_sign_up(name="Nadia")
    make_sign_up(name="Kim", confirmed_at=timezone.now())
    clock(days=13, hours=23)
    assert purged() == {}
    clock(hours=2)
    assert purged() == {"sign_ups": 1}
    assert SignUp.objects.get().name == "Kim"


def test_spam_is_deleted_after_30_days(clock):
    comment = make_comment(state="held", created_at=timezone.now())
    comment.decide("spam", decider="rule")
    clock(days=31)
    assert purged() == {"spam": 1}
    assert not Comment.objects.exists()


def test_akismet_check_is_deleted_after_15_days(clock):
    AkismetCheck.objects.create(comment=make_comment(), fields={}, verdict="ham")
    clock(days=16)
    assert purged()["akismet"] == 1


def test_unconfirmed_request_is_deleted_after_14_days(clock):
    PrivacyRequest.objects.create(email="nadia@example.org")
    erased = PrivacyRequest.objects.create(kind="erase", confirmed_at=timezone.now(), done_at=timezone.now())
    clock(days=15)
    assert purged() == {"requests": 1}
    assert list(PrivacyRequest.objects.all()) == [erased]


def test_confirmed_erasure_that_is_not_done_is_kept(clock):
    PrivacyRequest.objects.create(kind="erase", email="nadia@example.org", confirmed_at=timezone.now())
    clock(days=15)
    assert purged() == {}


def test_sent_mail_is_blanked_after_90_days(clock):
    mail = make_mail(sent_at=timezone.now())
    clock(days=89)
    assert purged() == {}
    clock(days=2)
    assert purged() == {"mails": 1}
    mail.refresh_from_db()
    assert (mail.to, mail.text, bool(mail.sent_at), bool(mail.anonymised_at)) == ("", "", True, True)
    assert purged() == {}


def test_unsent_mail_is_kept(clock):
    make_mail()
    clock(days=100)
    assert purged() == {}


@pytest.mark.parametrize("stage", Application.Stage)
def test_application_is_never_deleted_automatically(clock, stage):
    make_application(stage=stage)
    clock(days=4000)
    purge_expired()
    assert Application.objects.count() == 1


def test_number_of_days_is_configurable(clock):
    RetentionSettings.objects.create(pk=1, mail_days=5)
    make_mail(sent_at=timezone.now())
    clock(days=6)
    assert purged() == {"mails": 1}


def test_forecast_counts_what_will_be_deleted():
    make_comment(ip_address="203.0.113.7", created_at=tonight() - timedelta(days=30, minutes=1))
    make_comment(ip_address="203.0.113.8", created_at=tonight() - timedelta(days=29))
    rows = {str(one.title): (one.days, one.number) for one in forecast()}
    assert rows["IP addresses of comments"] == (30, 1)
    assert rows["Mails, anonymised"] == (90, 0)


def test_task_writes_a_report_and_deletes_old_ones():
    RetentionReport.objects.create(ran_at=ago(days=401))
    purge_daily.call()
    assert RetentionReport.objects.count() == 1


def test_applications_closed_long_ago_are_listed():
    old = make_application(stage="declined", created_at=ago(days=800))
    make_application(stage="declined", created_at=ago(days=10))
    make_application(stage="accepted", created_at=ago(days=800))
    moved = make_application(stage="new", created_at=ago(days=800))
    moved.move_to("withdrawn", by=make_coach())
    assert [row.pk for row in closed_long_ago()] == [old.pk]


def test_anonymised_mail_is_not_queued_again(run_tasks):
    from outbox.submission import queue_mail

    mail = make_mail(key="comment-link:1:nadia@example.org", sent_at=timezone.now())
    OutgoingMail.objects.filter(pk=mail.pk).anonymise()
    mail.refresh_from_db()
    assert "@" not in mail.key
    mail_again = queue_mail(
        mail.kind, "comment-link:1:nadia@example.org", "n@example.org", "accounts/emails/nothing", {}
    )
    assert mail_again is None
