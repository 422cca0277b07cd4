"""Corrections by applicants, in the inbox until a coach marks them as seen."""

import pytest
from django.utils import timezone

from coaching import applicant_actions
from coaching.applicant_forms import CorrectionForm
from coaching.models import Application
from inbox import digest
from tests.factories import make_application, make_coach, make_posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return make_application(goal="Four flights.", stage="in-conversation")


@pytest.fixture
def new():
    return make_application(goal="Four flights.")


def correct(application, **answers):
    form = CorrectionForm.for_application(application, make_posted(**answers))
    assert form.is_valid()
    applicant_actions.correct(application, form)
    application.refresh_from_db()


def row(page, application, kind="correction"):
    """The HTML of its row in the inbox; empty if it has none."""
    return page.text.partition(f'id="{kind}-{application.pk}"')[2].partition('class="inbox-row"')[0]


@pytest.fixture
def press(staff):
    """``press(page, application, verb)`` presses a button in its row on that page."""

    def press(page, application, verb, kind="correction"):
        newest = row(page, application, kind).split('name="seen" value="')[1].split('"')[0]
        data = {"application": application.pk, "verb": verb, "seen": newest}
        return staff.post("/admin/inbox/application/", data, follow=True)

    return press


def test_correction_is_listed_with_the_earlier_answers(staff, application):
    correct(application, goal="Five flights.", phone="0123")
    page = staff.get("/admin/inbox/")
    assert "1 is waiting" in " ".join(page.text.split())
    assert "<p>Phone: –</p>\n\n<p>What do you want to reach? Four flights.</p>" in row(page, application)


def test_corrections_of_an_application_are_one_row(staff, application):
    for goal in ("Five flights.", "Six flights."):
        correct(application, goal=goal)
    page = staff.get("/admin/inbox/")
    assert page.text.count('class="inbox-row"') == 1
    for goal in ("Four flights.", "Five flights."):
        assert goal in row(page, application)


def test_seen_correction_is_no_longer_listed(staff, press, undo, application):
    correct(application, goal="Five flights.")
    page = press(staff.get("/admin/inbox/"), application, "seen")
    assert "You have seen the correction by" in page.text
    assert not row(page, application)
    assert row(undo(page), application)


def test_newer_correction_is_not_marked_as_seen(staff, press, application):
    correct(application, goal="Five flights.")
    page = staff.get("/admin/inbox/")
    correct(application, goal="Six flights.")
    refused = press(page, application, "seen")
    assert refused.status_code == 409
    assert "another correction since" in refused.text
    assert row(staff.get("/admin/inbox/"), application)


def test_correction_seen_by_another_coach_is_no_longer_listed(staff, press, application):
    correct(application, goal="Five flights.")
    page = staff.get("/admin/inbox/")
    press(page, application, "seen")
    assert press(page, application, "seen").status_code == 409


def test_marking_as_seen_without_a_correction_is_refused(staff, application):
    correct(application, goal="Five flights.")
    data = {"application": application.pk, "verb": "seen"}
    assert staff.post("/admin/inbox/application/", data).status_code == 409


def test_correction_of_a_new_application_is_shown_in_its_row(staff, press, undo, new):
    correct(new, goal="Five flights.")
    page = staff.get("/admin/inbox/")
    assert page.text.count('class="inbox-row"') == 1
    assert "Corrected by the applicant" in row(page, new, "application")
    page = press(page, new, "talk", "application")
    assert "Nobody is waiting." in page.text
    assert "Corrected by the applicant" in row(undo(page), new, "application")


def test_correction_ends_the_snooze_of_a_new_application(staff, press, new):
    page = press(staff.get("/admin/inbox/"), new, "next-week", "application")
    assert not row(page, new, "application")
    correct(new, goal="Five flights.")
    page = staff.get("/admin/inbox/")
    assert row(page, new, "application")
    assert not row(press(page, new, "next-week", "application"), new, "application")


def test_correction_after_the_page_was_opened_stays_listed(staff, press, new):
    page = staff.get("/admin/inbox/")
    correct(new, goal="Five flights.")
    assert row(press(page, new, "talk", "application"), new)


@pytest.mark.parametrize("fields", [{"stage": "withdrawn"}, {"is_suspected_spam": True}])
def test_correction_of_a_closed_application_or_spam_is_not_listed(staff, application, fields):
    correct(application, goal="Five flights.")
    Application.objects.update(**fields)
    assert "Nobody is waiting." in staff.get("/admin/inbox/").text


def test_correction_is_listed_for_the_assigned_coach_alone(staff, application):
    Application.objects.update(assigned_to=make_coach())
    correct(application, goal="Five flights.")
    assert "Nobody is waiting." in staff.get("/admin/inbox/").text


def test_digest_names_the_applicant_without_answers(coach, application):
    correct(application, goal="Five flights.")
    mail = digest.write(coach, timezone.localdate())
    assert f"{application.name} has corrected the application" in mail.text
    assert "flights" not in mail.text + mail.html
