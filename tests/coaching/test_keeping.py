"""What applicants do with their own application, and that nobody else does."""

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.core import serializers
from django.urls import reverse

from coaching.models import Application, Note
from outbox.models import OutgoingMail
from tests.factories import make_application, make_coach, make_mail

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
    path = reverse("admin:coaching_application_change", args=[application.pk])
    make_mail(kind=Kind.DIGEST, key="digest", to=coach.email, text=f"Canary Person applies\nhttp://testserver{path}\n")
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
    kept = make_mail(key=f"application-{application.pk}0-received", to=other.email)
    applicant.post(f"{application.status_url}delete/")
    assert OutgoingMail.objects.filter(pk=kept.pk).exists()
    assert Application.objects.get() == other


def test_coach_hears_that_an_application_was_deleted_but_not_whose(applicant):
    make_coach()
    applicant.post(f"{make_application().status_url}delete/")
    mail = OutgoingMail.objects.get(kind=Kind.APPLICATION_WITHDRAWN)
    assert "was deleted by its applicant" in mail.text
    assert "nadia" not in (mail.text + mail.html + mail.subject + mail.reply_to).lower()
