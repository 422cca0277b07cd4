"""What applicants, and only they, can do with their own application."""

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.core import serializers
from django.urls import reverse

from coaching.mail_kinds import MailKind
from coaching.models import Application, Note
from outbox.models import OutgoingMail
from tests.factories import make_application, make_coach, make_mail, make_posted

pytestmark = pytest.mark.django_db

ACTIONS = ["withdraw/", "delete/"]


def all_rows():
    """All rows of all tables, as text."""
    return "".join(serializers.serialize("json", model._base_manager.all()) for model in apps.get_models())


@pytest.mark.parametrize("action", ACTIONS)
def test_following_a_link_changes_nothing(applicant, action):
    application = make_application()
    for method in ("get", "head", "options", "put", "delete"):
        getattr(applicant, method)(f"{application.private_url}{action}")
    application.refresh_from_db()
    assert application.stage == "new"


@pytest.mark.parametrize("action", ACTIONS)
def test_post_from_another_site_is_refused_with_its_text(client, action):
    application = make_application()
    response = client.post(
        f"{application.private_url}{action}", {"words": "Typed here."}, headers={"Origin": "https://evil.example"}
    )
    assert response.status_code == 403
    assert "Nothing has been sent yet" in response.text
    assert action != "withdraw/" or "Typed here." in response.text
    application.refresh_from_db()
    assert application.stage == "new"


def test_withdrawal_is_recorded_with_its_text_and_mailed_without_it(applicant):
    make_coach()
    application = make_application()
    response = applicant.post(f"{application.private_url}withdraw/", {"words": "I found one in town."})
    assert response.status_code == 303
    application.refresh_from_db()
    assert application.stage == "withdrawn"
    change = application.changes.get()
    assert change.person is None
    assert change.note == "I found one in town."
    mail = OutgoingMail.objects.get(kind=MailKind.APPLICATION_WITHDRAWN)
    assert "Nadia Sommer has withdrawn" in mail.text
    assert "in town" not in mail.text + mail.html
    assert "You withdrew your application." in applicant.get(response["Location"]).text


def test_second_withdrawal_changes_nothing(applicant):
    make_coach()
    application = make_application()
    for _ in range(2):
        assert applicant.post(f"{application.private_url}withdraw/", {"words": ""}).status_code == 303
    assert application.changes.count() == 1
    assert OutgoingMail.objects.filter(kind=MailKind.APPLICATION_WITHDRAWN).count() == 1


def test_withdrawn_application_can_be_sent_again(apply, applicant):
    apply()
    applicant.post(f"{Application.objects.get().private_url}withdraw/", {"words": ""})
    apply()
    assert [application.stage for application in Application.objects.order_by("pk")] == ["withdrawn", "new"]


def test_too_long_text_is_refused_and_shown_again(applicant):
    application = make_application()
    response = applicant.post(f"{application.private_url}withdraw/", {"words": "x" * 1001})
    assert response.status_code == 422
    assert "x" * 1001 in response.text


def test_suspected_spam_is_withdrawn_and_deleted_without_a_mail(applicant):
    make_coach()
    application = make_application(is_suspected_spam=True)
    applicant.post(f"{application.private_url}withdraw/", {"words": ""})
    applicant.post(f"{application.private_url}delete/")
    assert not Application.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_deleting_removes_all_personal_data(apply, applicant, run_tasks):
    """Neither notes, mails nor the admin log keep any."""
    coach = make_coach()
    apply(name="Canary Person", email="canary@example.org", phone="canary-1", obstacles="canary-2")
    application = Application.objects.get()
    application.move_to("in-conversation", by=coach)
    Note.objects.create(application=application, author=coach, text="Canary called.")
    make_mail(kind="digest", to=coach.email, text="Canary Person applies", about=[application])
    LogEntry.objects.log_actions(
        coach.pk, [application], CHANGE, change_message="Changed the canary.", single_object=True
    )
    applicant.post("/apply/status/", {"email": "canary@example.org"})
    run_tasks()
    assert "canary" in all_rows().lower()
    response = applicant.post(f"{application.private_url}delete/")
    assert (response.status_code, response["Location"]) == (303, "/apply/deleted/")
    assert not Application.objects.exists()
    assert "canary" not in all_rows().lower()
    assert applicant.get("/apply/deleted/").status_code == 200
    assert applicant.get(application.private_url).status_code == 404


def test_mails_about_a_deleted_application_are_blanked_and_not_sent(apply, applicant, run_tasks):
    coach = make_coach()
    apply(name="Canary Person", email="canary@example.org")
    application = Application.objects.get()
    OutgoingMail.objects.get(to=coach.email).mark_sent()
    applicant.post(f"{application.private_url}delete/")
    received = OutgoingMail.objects.get(kind=MailKind.APPLICATION_RECEIVED)
    announced = OutgoingMail.objects.get(kind=MailKind.APPLICATION_NEW)
    for mail in (received, announced):
        assert {getattr(mail, name) for name in OutgoingMail.PERSONAL_FIELDS} == {""}
    assert (received.sent_at, bool(received.cancelled_at)) == (None, True)
    assert (bool(announced.sent_at), announced.cancelled_at) == (True, None)


@pytest.mark.parametrize("from_the_list", [True, False])
def test_deleting_in_the_admin_removes_all_personal_data(apply, client, from_the_list):
    client.force_login(make_coach())
    apply(name="Canary Person", email="canary@example.org")
    pk = Application.objects.get().pk
    if from_the_list:
        data = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}
        client.post(reverse("admin:coaching_application_changelist"), data)
    else:
        client.post(reverse("admin:coaching_application_delete", args=[pk]), {"post": "yes"})
    assert not Application.objects.exists()
    assert LogEntry.objects.exists()
    Session.objects.all().delete()
    assert "canary" not in all_rows().lower()


def test_deleting_keeps_mails_about_others(applicant):
    application, other = make_application(), make_application(email="other@example.org")
    kept = make_mail(to=other.email, about=[other])
    applicant.post(f"{application.private_url}delete/")
    assert OutgoingMail.objects.unsent().filter(pk=kept.pk, text=kept.text).exists()
    assert Application.objects.get() == other


def test_coach_is_mailed_about_a_deletion_without_the_name(applicant):
    make_coach()
    applicant.post(f"{make_application().private_url}delete/")
    mail = OutgoingMail.objects.get(kind=MailKind.APPLICATION_WITHDRAWN)
    assert "was deleted by its applicant" in mail.text
    assert "nadia" not in (mail.text + mail.html + mail.subject + mail.reply_to).lower()


@pytest.fixture
def informed_client():
    """The application of a client who was informed of that stage."""
    application = make_application()
    application.move_to("client", by=make_coach()).mark_told()
    return application


def test_client_withdraws_consent_and_the_coach_is_mailed_once(applicant, informed_client):
    url = informed_client.private_url
    for _ in range(2):
        response = applicant.post(f"{url}consent/")
        assert response.status_code == 303
    page = applicant.get(response["Location"]).text
    assert "the coach has been told." in page
    assert "She will delete" not in page
    informed_client.refresh_from_db()
    assert informed_client.consent_withdrawn_at
    assert informed_client.notes.get().author is None
    mail = OutgoingMail.objects.get(kind=MailKind.APPLICATION_WITHDRAWN)
    assert "has withdrawn the consent" in mail.text


@pytest.mark.parametrize("action", ["correct/", "withdraw/", "delete/"])
def test_client_cannot_correct_withdraw_or_delete(applicant, informed_client, action):
    url = f"{informed_client.private_url}{action}"
    assert applicant.get(url).status_code == 303
    assert applicant.post(url, make_posted()).status_code == 422
    assert Application.objects.get().stage == "client"


def test_consent_cannot_be_withdrawn_if_the_application_can_be_deleted(applicant):
    application = make_application()
    assert applicant.post(f"{application.private_url}consent/").status_code == 422
    application.refresh_from_db()
    assert not application.consent_withdrawn_at


@pytest.mark.parametrize("stage", ["accepted", "client", "declined"])
def test_undisclosed_decision_does_not_change_what_is_allowed(applicant, stage):
    application = make_application()
    application.move_to(stage, by=make_coach())
    assert applicant.get(f"{application.private_url}delete/").status_code == 200
    assert applicant.post(f"{application.private_url}correct/", make_posted(phone="0123")).status_code == 303
    assert applicant.post(f"{application.private_url}delete/").status_code == 303
    assert not Application.objects.exists()


def test_informed_accepted_applicant_withdraws_before_deleting(applicant):
    application = make_application()
    application.move_to("accepted", by=make_coach()).mark_told()
    assert applicant.post(f"{application.private_url}delete/").status_code == 422
    assert applicant.post(f"{application.private_url}withdraw/", {"words": ""}).status_code == 303
    assert applicant.post(f"{application.private_url}delete/").status_code == 303
    assert not Application.objects.exists()
