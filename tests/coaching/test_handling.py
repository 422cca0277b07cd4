"""The page of an application in the admin, and the list."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coaching.coaches import coaches_for
from coaching.models import Application
from outbox.models import OutgoingMail
from tests.factories import (
    make_application,
    make_coach,
    make_comment,
    make_message,
    make_offer,
    make_post,
    make_sign_up,
    make_user,
)

pytestmark = pytest.mark.django_db

LIST = reverse("admin:coaching_application_changelist")


@pytest.fixture
def coach():
    return make_coach()


@pytest.fixture
def admin(client, coach):
    client.force_login(coach)
    return client


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


def page(admin, application: Application) -> str:
    path = reverse("admin:coaching_application_change", args=[application.pk])
    return " ".join(admin.get(path).text.split())


def save(admin, application: Application, **fields):
    path = reverse("admin:coaching_application_change", args=[application.pk])
    stage = application.stage
    response = admin.post(path, {"stage": stage, "since": stage, **fields})
    application.refresh_from_db()
    return response


def listed(admin, query: str) -> list[str]:
    rows = admin.get(f"{LIST}?{query}").context["cl"].result_list
    return sorted(row.name for row in rows)


def test_next_step_is_planned(admin):
    application = make_application(stage="in-conversation")
    save(admin, application, next_step="Call her.", next_step_on=in_days(3))
    assert (application.next_step, application.next_step_on) == ("Call her.", in_days(3))


@pytest.mark.parametrize("incomplete", [{"next_step": "Call her."}, {"next_step_on": "2026-12-01"}])
def test_incomplete_next_step_is_refused(admin, incomplete):
    application = make_application(stage="in-conversation")
    assert save(admin, application, **incomplete).status_code == 200
    assert (application.next_step, application.next_step_on) == ("", None)


def test_new_application_is_snoozed_by_a_date_alone(admin):
    application = make_application()
    save(admin, application, next_step_on=in_days(3))
    assert application.next_step_on == in_days(3)


def test_note_with_a_change_is_its_reason(admin):
    application = make_application()
    save(admin, application, stage="declined", note="No room <until> May.")
    assert application.changes.get().note == "No room <until> May."
    assert not application.notes.exists()
    assert "No room &lt;until&gt; May." in page(admin, application)


def test_saving_keeps_a_stage_changed_by_others(admin):
    application = make_application(stage="withdrawn")
    save(admin, application, stage="new", since="new", note="Called.")
    assert application.stage == "withdrawn"
    assert application.notes.get().text == "Called."


def test_change_of_an_outdated_stage_is_refused(admin):
    application = make_application(stage="withdrawn")
    response = save(admin, application, stage="accepted", since="new", note="Called.")
    assert "It was moved to “withdrawn” in the meantime" in response.text
    assert application.stage == "withdrawn"
    assert not application.notes.exists()


def test_medical_clearance_is_saved(admin):
    application = make_application()
    save(admin, application, clearance_needed="on")
    assert application.clearance == "missing"
    save(admin, application, clearance_needed="on", clearance_on=in_days(0), clearance_note="No jumping.")
    assert (application.clearance, application.clearance_note) == ("given", "No jumping.")


def test_assigned_to_one_of_several_coaches(admin):
    other = make_coach(display_name="Jo Berg")
    application = make_application()
    assert "Jo Berg" in page(admin, application)
    save(admin, application, assigned_to=other.pk)
    assert application.assigned_to == other


def test_application_is_not_assigned_to_staff_who_may_not_read_it(admin):
    make_coach()
    application = make_application()
    assert save(admin, application, assigned_to=make_user(is_staff=True).pk).status_code == 200
    assert application.assigned_to is None


def test_single_coach_gets_no_field_for_assignment(admin):
    assert "assigned_to" not in page(admin, make_application())


def test_assigned_application_is_for_its_coach_alone(coach):
    other = make_coach()
    application = make_application()
    assert coaches_for(application) == [coach, other]
    application.assigned_to = other
    assert coaches_for(application) == [other]


def test_application_assigned_to_an_inactive_coach_is_for_all(coach):
    gone = make_coach(is_active=False)
    application = make_application(assigned_to=gone)
    assert coaches_for(application) == [coach]
    assert Application.objects.for_coach(coach).get() == application


def test_page_shows_the_timeline_newest_first(admin, coach):
    application = make_application()
    application.notes.create(author=coach, text="First a note.")
    application.move_to("in-conversation", by=coach)
    make_message(application, subject="Then a mail.")
    application.move_to("withdrawn", by=None, note="Then she changed her mind.")
    html = page(admin, application)
    places = [html.index(text) for text in ("changed her mind", "Then a mail", "New → in conversation", "First a")]
    assert places == sorted(places)
    assert "the applicant</p>" in html.replace(" </p>", "</p>")


def test_page_shows_which_decision_is_undisclosed(admin, coach):
    application = make_application()
    assert "does not know yet" not in page(admin, application)
    change = application.move_to("accepted", by=coach)
    assert "does not know yet" in page(admin, application)
    admin.post(reverse("admin:coaching_application_mark_told", args=[application.pk, change.pk]))
    assert "does not know yet" not in page(admin, application)
    assert application.shown_stage == "accepted"


def test_page_says_that_consent_was_withdrawn(admin):
    assert "withdrew the consent" not in page(admin, make_application())
    assert "withdrew the consent" in page(admin, make_application(consent_withdrawn_at=timezone.now()))


def test_change_of_another_application_is_not_found(admin, coach):
    change = make_application().move_to("accepted", by=coach)
    url = reverse("admin:coaching_application_mark_told", args=[make_application().pk, change.pk])
    assert admin.post(url).status_code == 404


def test_page_lists_other_rows_of_the_same_email(admin):
    make_comment(email="kim@example.org", text="My knee clicks.")
    make_comment(email="other@example.org", text="Mine too.")
    earlier = make_application(email="Kim@Example.org", stage="declined")
    html = page(admin, make_application(email="kim@example.org"))
    assert "My knee clicks." in html
    assert "Mine too." not in html
    assert reverse("admin:coaching_application_change", args=[earlier.pk]) in html


def test_page_of_an_unknown_email_has_no_such_list(admin):
    assert "Also from this address" not in page(admin, make_application())


def test_page_takes_the_same_queries_for_any_timeline(admin, coach):
    application = make_application(email="kim@example.org")

    def add_history():
        application.notes.create(author=coach, text="Called.")
        application.move_to("declined" if application.stage == "new" else "new", by=coach)
        make_message(application, person=coach)
        make_comment(email="kim@example.org")
        make_application(email="kim@example.org")

    add_history()
    page(admin, application)
    with CaptureQueriesContext(connection) as few:
        page(admin, application)
    for _ in range(12):
        add_history()
    with CaptureQueriesContext(connection) as many:
        page(admin, application)
    assert len(many) == len(few)


def test_staff_who_may_only_view_get_no_buttons(client):
    viewer = make_user(is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_application"))
    client.force_login(viewer)
    application = make_application()
    application.move_to("accepted", by=make_coach())
    html = page(client, application)
    assert "Lift" in html
    assert "Write a mail" not in html
    assert "I told them myself" not in html
    assert 'name="note"' not in html


@pytest.mark.parametrize("page_or_list", ["page", "list"])
def test_deleted_application_is_named_nowhere(admin, coach, page_or_list):
    application = make_application(name="Canary Sommer")
    save(admin, application, stage="declined", note="About the canary.")
    message = make_message(application, person=coach)
    if page_or_list == "page":
        admin.post(reverse("admin:coaching_application_delete", args=[application.pk]), {"post": "yes"})
    else:
        chosen = {"action": "delete_selected", "_selected_action": application.pk, "post": "yes"}
        admin.post(f"{LIST}?stage=all", chosen)
    assert not Application.objects.exists()
    mail = OutgoingMail.objects.get(pk=message.mail.pk)
    assert {getattr(mail, name) for name in OutgoingMail.PERSONAL_FIELDS} == {""}
    assert mail.cancelled_at
    assert not LogEntry.objects.filter(object_repr__contains="Canary").exists()


@pytest.mark.parametrize(("query", "names"), [("step=due", ["Due"]), ("step=planned", ["Planned"])])
def test_list_is_filtered_by_next_step(admin, query, names):
    make_application(name="Due", next_step="Call.", next_step_on=in_days(0), stage="client")
    make_application(name="Planned", next_step="Call.", next_step_on=in_days(1), stage="accepted")
    make_application(name="None")
    assert listed(admin, query) == names


@pytest.mark.parametrize(("query", "names"), [("coach=me", ["Mine"]), ("coach=nobody", ["Nobody’s"]), ("coach=x", [])])
def test_list_is_filtered_by_coach(admin, coach, query, names):
    make_application(name="Mine", assigned_to=coach)
    make_application(name="Hers", assigned_to=make_coach())
    make_application(name="Nobody’s")
    assert listed(admin, query) == (names or ["Hers", "Mine", "Nobody’s"])


@pytest.mark.parametrize("state", ["missing", "given", "not-needed"])
def test_list_is_filtered_by_medical_clearance(admin, state):
    make_application(name="missing", clearance_needed=True)
    make_application(name="given", clearance_needed=True, clearance_on=in_days(0))
    make_application(name="not-needed")
    assert listed(admin, f"clearance={state}") == [state]


def test_list_is_filtered_by_undisclosed_decision(admin, coach):
    for name in ("Told", "Mailed", "Failed", "Untold", "Open", "Back"):
        application = make_application(name=name)
        message = make_message(application, person=coach)
        if name == "Mailed":
            message.mail.mark_sent()
        if name != "Open":
            change = application.move_to(
                "declined", by=coach, message=message if name in ("Mailed", "Failed") else None
            )
        if name == "Told":
            change.mark_told()
        if name == "Back":
            application.move_to("in-conversation", by=coach)
    assert listed(admin, "decision=untold") == ["Failed", "Untold"]


def test_list_is_filtered_by_day(admin):
    make_application(name="Old", created_at=timezone.now() - timedelta(days=800))
    make_application(name="Young")
    assert listed(admin, "stage=all&received=365") == ["Young"]


def test_list_is_filtered_by_offer(admin):
    offer = make_offer("challenge", name="28 days")
    make_application(name="Led", came_from_offer=offer)
    make_application(name="Alone")
    assert "28 days" in admin.get(LIST).text
    assert listed(admin, "offer=challenge") == ["Led"]
    assert listed(admin, "offer=nonsense") == []


def test_page_and_csv_file_name_the_offer_and_the_article(admin):
    offer, post = make_offer(name="28 <days>"), make_post(title="Knees")
    application = make_application(came_from_offer=offer, came_from_post=post)
    html = page(admin, application)
    url = reverse("admin:offers_offer_change", args=[offer.pk])
    assert f'Followed the offer <a href="{url}">28 &lt;days&gt;</a>' in html
    assert '"Knees","28 <days>"' in csv(admin)[1]


def test_page_shows_confirmed_sign_ups_of_the_applicant(admin):
    offer = make_offer(name="28 days", collects_sign_ups=True, target="")
    make_sign_up(offer, email="kim@example.org", confirmed_at=timezone.now())
    assert "Signed up for 28 days" in page(admin, make_application(email="Kim@example.org"))


def test_page_leaves_out_unconfirmed_sign_ups(admin):
    make_sign_up(make_offer(name="28 days", collects_sign_ups=True, target=""), email="kim@example.org")
    assert "28 days" not in page(admin, make_application(email="kim@example.org"))


def test_search_finds_the_reason_of_a_change(admin, coach):
    make_application(name="Found").move_to("declined", by=coach, note="No room until May.")
    make_application(name="Other")
    assert listed(admin, "q=until+May") == ["Found"]


@pytest.mark.parametrize("query", ["tram", '"lift+a+tram"', "0664", "nadia+tram", "Monday", "Ünder"])
def test_search_covers_all_fields(admin, query):
    application = make_application(name="Nadia", phone="0664", goal="Lift a tram. Under: Ünder.")
    make_message(application, text="On Monday?")
    make_application(name="Kim", goal="Lift a bus.")
    assert listed(admin, f"q={query}") == ["Nadia"]


@pytest.mark.parametrize("query", ["'", '"lift', "%25", "\\", "zoe+bus"])
def test_search_for_odd_characters_finds_nothing(admin, query):
    make_application(name="Zoe", goal="Tram")
    make_application(name="Kim", goal="Bus")
    assert listed(admin, f"q={query}") == []


def csv(admin, query: str = "") -> list[str]:
    response = admin.get(f"{LIST}csv/?{query}")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return b"".join(response).decode().splitlines()


def test_csv_file_has_the_filtered_list(admin):
    make_application(name="Nadia", stage="declined", goal="Lift a tram.")
    make_application(name="Kim")
    header, *lines = csv(admin, "stage=declined")
    assert "What do you want to achieve?" in header
    assert len(lines) == 1
    assert '"Nadia"' in lines[0]
    assert '"Lift a tram."' in lines[0]


def test_csv_file_has_all_pages_and_queries_each_500_rows(admin):
    for _ in range(60):
        make_application()
    with CaptureQueriesContext(connection) as captured:
        assert len(csv(admin, "stage=all")) == 61
    assert len(captured) < 15


def test_csv_file_contains_no_formula(admin):
    make_application(
        name="=cmd|' /C calc'!A0", phone="+1 555", goal="-2+3", next_step="@SUM(A1)", next_step_on=in_days(1)
    )
    line = csv(admin)[1]
    assert "\"'=cmd|" in line
    assert '"\'+1 555"' in line
    assert '"\'-2+3"' in line
    assert '"\'@SUM(A1)"' in line


def write(admin, application: Application, follow: bool = True, **fields):
    path = reverse("admin:coaching_application_message", args=[application.pk])
    data = {"subject": "Hi", "text": "Hi there.", "stage": "", "since": application.stage, "key": "0" * 32}
    return admin.post(path, {**data, **fields}, follow=follow)


def test_mail_form_is_filled_in_from_a_template(admin):
    application = make_application(name="Nadia <Sommer>")
    html = admin.get(reverse("admin:coaching_application_message", args=[application.pk])).text
    url = html.split('href="?template=')[2].split('"')[0]
    html = admin.get(f"{reverse('admin:coaching_application_message', args=[application.pk])}?template={url}").text
    assert "Hi Nadia," in html
    assert "Nadia &lt;Sommer&gt; &lt;nadia@example.org&gt;" in html
    assert '<option value="accepted" selected>' in html


@pytest.mark.parametrize("query", ["template=x", "template=²", f"template={'9' * 40}", "message=1"])
def test_unknown_template_or_message_is_ignored(admin, query):
    url = reverse("admin:coaching_application_message", args=[make_application().pk])
    assert admin.get(f"{url}?{query}").status_code == 200


def test_mail_without_a_mail_provider_waits(admin, settings):
    settings.MAILERS = {}
    response = write(admin, make_application(), stage="")
    assert "waits until a mail provider is connected" in response.text


def test_mail_is_sent_with_its_change_of_stage(admin, settings):
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    application = make_application(email="nadia@example.org")
    response = write(admin, application, stage="accepted")
    assert "will be sent in 2 minutes" in response.text
    assert "Cancel" in response.text
    application.refresh_from_db()
    assert application.stage == "accepted"
    assert OutgoingMail.objects.get().to == "nadia@example.org"


@pytest.mark.parametrize("fields", [{"text": " "}, {"subject": "a\r\nBcc: x@y.z"}, {"stage": "queen"}, {"key": "x"}])
def test_invalid_mail_is_shown_again(admin, fields):
    response = write(admin, make_application(), **fields)
    assert response.status_code == 422
    assert not OutgoingMail.objects.exists()


def test_mail_about_an_outdated_stage_is_refused_with_its_text(admin):
    application = make_application(stage="withdrawn")
    response = write(admin, application, stage="accepted", since="new", text="Yes, let us begin.")
    assert response.status_code == 422
    assert "It was moved to “withdrawn” in the meantime" in response.text
    assert "Yes, let us begin." in response.text
    assert not OutgoingMail.objects.exists()
    assert 'name="since" value="withdrawn"' in response.text


def test_undone_mail_can_be_edited_again(admin):
    application = make_application()
    write(admin, application, stage="accepted", text="Yes, let us begin.")
    message = application.messages.get()
    url = reverse("admin:coaching_application_cancel_message", args=[application.pk, message.pk])
    response = admin.post(url, follow=True)
    assert "Yes, let us begin.</textarea>" in response.text
    assert '<option value="accepted" selected>' in response.text
    application.refresh_from_db()
    assert application.stage == "new"
    message.mail.refresh_from_db()
    assert message.mail.cancelled_at


def test_sent_mail_cannot_be_undone(admin):
    application = make_application()
    message = make_message(application)
    message.mail.mark_sent()
    url = reverse("admin:coaching_application_cancel_message", args=[application.pk, message.pk])
    assert "already been sent" in admin.post(url, follow=True).text
