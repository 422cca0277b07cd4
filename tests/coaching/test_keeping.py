"""What applicants do with their own application, and that nobody else does."""

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.core import serializers
from django.urls import reverse

from coaching.models import Application, Note
from outbox.models import OutgoingMail
from tests.factories import make_application, make_coach, make_mail, make_posted

pytestmark = pytest.mark.django_db

Kind = OutgoingMail.Kind
DEEDS = ["withdraw/", "delete/"]


def everything_stored():
    """All rows of all tables, as text."""
    return "".join(serializers.serialize("json", model._base_manager.all()) for model in apps.get_models())


@pytest.mark.parametrize("deed", DEEDS)
def test_whoever_only_follows_the_link_does_nothing(applicant, deed):
    application = make_application()
    for method in ("get", "head", "options", "put", "delete"):
        getattr(applicant, method)(f"{application.status_url}{deed}")
    application.refresh_from_db()
    assert application.stage == "new"


@pytest.mark.parametrize("deed", DEEDS)
def test_post_from_elsewhere_is_refused_and_what_was_typed_given_back(client, deed):
    application = make_application()
    response = client.post(
        f"{application.status_url}{deed}", {"words": "Typed here."}, headers={"Origin": "https://evil.example"}
    )
    assert response.status_code == 403
    assert "Nothing was done yet" in response.text
    assert deed != "withdraw/" or "Typed here." in response.text
    application.refresh_from_db()
    assert application.stage == "new"


def test_withdrawing_is_noted_with_the_words_and_the_coach_is_told_without_them(applicant):
    make_coach()
    application = make_application()
    response = applicant.post(f"{application.status_url}withdraw/", {"words": "I found one in town."})
    assert response.status_code == 303
    application.refresh_from_db()
    assert application.stage == "withdrawn"
    change = application.changes.get()
    assert change.person is None
    assert change.note == "I found one in town."
    mail = OutgoingMail.objects.get(kind=Kind.APPLICATION_WITHDRAWN)
    assert "Nadia Sommer has withdrawn" in mail.text
    assert "in town" not in mail.text + mail.html
    assert "You withdrew your application." in applicant.get(response["Location"]).text


def test_withdrawing_twice_is_withdrawing_once(applicant):
    make_coach()
    application = make_application()
    for _ in range(2):
        assert applicant.post(f"{application.status_url}withdraw/", {"words": ""}).status_code == 303
    assert application.changes.count() == 1
    assert OutgoingMail.objects.filter(kind=Kind.APPLICATION_WITHDRAWN).count() == 1


def test_withdrawn_application_can_be_sent_again(apply, applicant):
    apply()
    applicant.post(f"{Application.objects.get().status_url}withdraw/", {"words": ""})
    apply()
    assert [application.stage for application in Application.objects.order_by("pk")] == ["withdrawn", "new"]


def test_too_many_words_are_given_back(applicant):
    application = make_application()
    response = applicant.post(f"{application.status_url}withdraw/", {"words": "x" * 1001})
    assert response.status_code == 422
    assert "x" * 1001 in response.text


def test_suspected_spam_can_be_withdrawn_and_deleted_and_nobody_is_told(applicant):
    make_coach()
    application = make_application(is_suspected_spam=True)
    applicant.post(f"{application.status_url}withdraw/", {"words": ""})
    applicant.post(f"{application.status_url}delete/")
    assert not Application.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_deleting_leaves_nothing_of_the_person(apply, applicant, run_tasks):
    """Not in the notes, the mails or the log of the admin."""
    coach = make_coach()
    apply(name="Canary Person", email="canary@example.org", phone="canary-1", obstacles="canary-2")
    application = Application.objects.get()
    application.move_to("in-conversation", by=coach)
    Note.objects.create(application=application, author=coach, text="Canary called.")
    make_mail(kind=Kind.DIGEST, to=coach.email, text="Canary Person applies", about=[application])
    LogEntry.objects.log_actions(
        coach.pk, [application], CHANGE, change_message="Changed the canary.", single_object=True
    )
    applicant.post("/apply/status/", {"email": "canary@example.org"})
    run_tasks()
    assert "canary" in everything_stored().lower()
    response = applicant.post(f"{application.status_url}delete/")
    assert (response.status_code, response["Location"]) == (303, "/apply/deleted/")
    assert not Application.objects.exists()
    assert "canary" not in everything_stored().lower()
    assert applicant.get("/apply/deleted/").status_code == 200
    assert applicant.get(application.status_url).status_code == 404


def test_mails_about_a_deleted_application_stay_as_rows_that_say_nothing_and_none_leaves(apply, applicant, run_tasks):
    coach = make_coach()
    apply(name="Canary Person", email="canary@example.org")
    application = Application.objects.get()
    OutgoingMail.objects.get(to=coach.email).mark_sent()
    applicant.post(f"{application.status_url}delete/")
    received = OutgoingMail.objects.get(kind=Kind.APPLICATION_RECEIVED)
    announced = OutgoingMail.objects.get(kind=Kind.APPLICATION_NEW)
    for mail in (received, announced):
        assert {getattr(mail, name) for name in OutgoingMail.SAID} == {""}
    assert (received.sent_at, bool(received.cancelled_at)) == (None, True)
    assert (bool(announced.sent_at), announced.cancelled_at) == (True, None)


@pytest.mark.parametrize("from_the_list", [True, False])
def test_coach_who_deletes_it_leaves_nothing_of_the_person_either(apply, client, from_the_list):
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
    assert "canary" not in everything_stored().lower()


def test_deleting_leaves_the_mails_about_others(applicant):
    application, other = make_application(), make_application(email="other@example.org")
    kept = make_mail(to=other.email, about=[other])
    applicant.post(f"{application.status_url}delete/")
    assert OutgoingMail.objects.waiting().filter(pk=kept.pk, text=kept.text).exists()
    assert Application.objects.get() == other


def test_coach_hears_that_an_application_was_deleted_but_not_whose(applicant):
    make_coach()
    applicant.post(f"{make_application().status_url}delete/")
    mail = OutgoingMail.objects.get(kind=Kind.APPLICATION_WITHDRAWN)
    assert "was deleted by its applicant" in mail.text
    assert "nadia" not in (mail.text + mail.html + mail.subject + mail.reply_to).lower()


@pytest.fixture
def client_of_the_coach():
    """An application whose applicant has become a client, and knows."""
    application = make_application()
    application.move_to("client", by=make_coach()).tell()
    return application


def test_client_withdraws_the_consent_and_the_coach_is_told_once(applicant, client_of_the_coach):
    address = client_of_the_coach.status_url
    for _ in range(2):
        response = applicant.post(f"{address}consent/")
        assert response.status_code == 303
    page = applicant.get(response["Location"]).text
    assert "The coach was told." in page
    assert "She deletes" not in page
    client_of_the_coach.refresh_from_db()
    assert client_of_the_coach.consent_withdrawn_at
    assert client_of_the_coach.notes.get().author is None
    mail = OutgoingMail.objects.get(kind=Kind.APPLICATION_WITHDRAWN)
    assert "no longer agrees" in mail.text


@pytest.mark.parametrize("deed", ["correct/", "withdraw/", "delete/"])
def test_what_there_is_an_agreement_about_stays(applicant, client_of_the_coach, deed):
    address = f"{client_of_the_coach.status_url}{deed}"
    assert applicant.get(address).status_code == 303
    assert applicant.post(address, make_posted()).status_code == 422
    assert Application.objects.get().stage == "client"


def test_consent_is_not_withdrawn_where_all_can_be_deleted(applicant):
    application = make_application()
    assert applicant.post(f"{application.status_url}consent/").status_code == 422
    application.refresh_from_db()
    assert not application.consent_withdrawn_at


@pytest.mark.parametrize("stage", ["accepted", "client", "declined"])
def test_decision_that_was_not_told_is_betrayed_by_no_refusal(applicant, stage):
    application = make_application()
    application.move_to(stage, by=make_coach())
    assert applicant.get(f"{application.status_url}delete/").status_code == 200
    assert applicant.post(f"{application.status_url}correct/", make_posted(phone="0123")).status_code == 303
    assert applicant.post(f"{application.status_url}delete/").status_code == 303
    assert not Application.objects.exists()


def test_accepted_applicant_who_knows_withdraws_and_then_deletes(applicant):
    application = make_application()
    application.move_to("accepted", by=make_coach()).tell()
    assert applicant.post(f"{application.status_url}delete/").status_code == 422
    assert applicant.post(f"{application.status_url}withdraw/", {"words": ""}).status_code == 303
    assert applicant.post(f"{application.status_url}delete/").status_code == 303
    assert not Application.objects.exists()
