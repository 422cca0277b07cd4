"""What applicants changed since a coach looked, in the inbox until she says that she has seen it."""

import pytest
from django.utils import timezone

from coaching import keeping
from coaching.keeping_forms import CorrectionForm
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
    form = CorrectionForm.of(application, make_posted(**answers))
    assert form.is_valid()
    keeping.correct(application, form)
    application.refresh_from_db()


def row(page, application, kind="correction"):
    """What stands in the row of the inbox; nothing if it has none."""
    return page.text.partition(f'id="{kind}-{application.pk}"')[2].partition('class="inbox-row"')[0]


@pytest.fixture
def press(desk):
    """Press a button in the row of the application, as that stands on the page."""

    def press(page, application, verb, kind="correction"):
        newest = row(page, application, kind).split('name="seen" value="')[1].split('"')[0]
        data = {"application": application.pk, "verb": verb, "seen": newest}
        return desk.post("/admin/inbox/application/", data, follow=True)

    return press


def test_correction_waits_with_what_stood_there_before(desk, application):
    correct(application, goal="Five flights.", phone="0123")
    page = desk.get("/admin/")
    assert "1 waits" in " ".join(page.text.split())
    assert "<p>Phone: –</p>\n\n<p>What do you want to reach? Four flights.</p>" in row(page, application)


def test_corrections_wait_as_one(desk, application):
    for goal in ("Five flights.", "Six flights."):
        correct(application, goal=goal)
    page = desk.get("/admin/")
    assert page.text.count('class="inbox-row"') == 1
    for goal in ("Four flights.", "Five flights."):
        assert goal in row(page, application)


def test_seen(desk, press, undo, application):
    correct(application, goal="Five flights.")
    page = press(desk.get("/admin/"), application, "seen")
    assert "You have seen the correction by" in page.text
    assert not row(page, application)
    assert row(undo(page), application)


def test_newer_correction_is_not_seen_with_the_one_before(desk, press, application):
    correct(application, goal="Five flights.")
    page = desk.get("/admin/")
    correct(application, goal="Six flights.")
    refused = press(page, application, "seen")
    assert refused.status_code == 409
    assert "It was corrected once more meanwhile." in refused.text
    assert row(desk.get("/admin/"), application)


def test_seen_by_a_colleague_it_no_longer_waits(desk, press, application):
    correct(application, goal="Five flights.")
    page = desk.get("/admin/")
    press(page, application, "seen")
    assert press(page, application, "seen").status_code == 409


def test_seen_without_saying_what_is_refused(desk, application):
    correct(application, goal="Five flights.")
    data = {"application": application.pk, "verb": "seen"}
    assert desk.post("/admin/inbox/application/", data).status_code == 409


def test_new_application_says_so_in_its_own_row_and_is_seen_with_it(desk, press, undo, new):
    correct(new, goal="Five flights.")
    page = desk.get("/admin/")
    assert page.text.count('class="inbox-row"') == 1
    assert "Corrected by the applicant" in row(page, new, "application")
    page = press(page, new, "talk", "application")
    assert "Nobody waits." in page.text
    assert "Corrected by the applicant" in row(undo(page), new, "application")


def test_new_application_that_was_put_off_comes_back(desk, press, new):
    page = press(desk.get("/admin/"), new, "next-week", "application")
    assert not row(page, new, "application")
    correct(new, goal="Five flights.")
    page = desk.get("/admin/")
    assert row(page, new, "application")
    assert not row(press(page, new, "next-week", "application"), new, "application")


def test_what_was_corrected_after_the_page_waits_when_the_application_is_no_longer_new(desk, press, new):
    page = desk.get("/admin/")
    correct(new, goal="Five flights.")
    assert row(press(page, new, "talk", "application"), new)


@pytest.mark.parametrize("fields", [{"stage": "withdrawn"}, {"is_suspected_spam": True}])
def test_nobody_looks_at_a_correction_of_what_is_over(desk, application, fields):
    correct(application, goal="Five flights.")
    Application.objects.update(**fields)
    assert "Nobody waits." in desk.get("/admin/").text


def test_only_whom_it_is_assigned_to_has_it(desk, application):
    Application.objects.update(assigned_to=make_coach())
    correct(application, goal="Five flights.")
    assert "Nobody waits." in desk.get("/admin/").text


def test_digest_names_the_applicant_and_no_words(coach, application):
    correct(application, goal="Five flights.")
    mail = digest.write(coach, timezone.localdate())
    assert f"{application.name} has corrected the application" in mail.text
    assert "flights" not in mail.text + mail.html
