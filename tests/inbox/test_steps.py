"""Next steps with applicants, in the inbox on their day."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbox import digest
from outbox.models import OutgoingMail
from tests.factories import make_application, make_coach, make_comment

pytestmark = pytest.mark.django_db


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def application():
    return make_application(stage="in-conversation", next_step="Ask for the video.", next_step_on=in_days(0))


@pytest.fixture
def press(staff):
    def press(application, verb):
        return staff.post("/admin/inbox/application/", {"application": application.pk, "verb": verb}, follow=True)

    return press


def is_listed(staff, application) -> bool:
    page = staff.get("/admin/inbox/").text
    return f'id="step-{application.pk}"' in page or f'id="application-{application.pk}"' in page


def state(application):
    application.refresh_from_db()
    return application.stage, application.next_step, application.next_step_on


def test_step_is_listed_from_its_day_on(staff, application):
    page = staff.get("/admin/inbox/").text
    assert "Ask for the video." in page
    assert "1 is waiting" in " ".join(page.split())


@pytest.mark.parametrize(
    ("days", "fields"),
    [(1, {}), (0, {"stage": "declined"}), (0, {"stage": "withdrawn"}), (0, {"is_suspected_spam": True})],
)
def test_step_that_is_not_due_is_not_listed(staff, days, fields):
    make_application(**{"stage": "client", "next_step": "Call.", "next_step_on": in_days(days), **fields})
    assert "Nobody is waiting." in staff.get("/admin/inbox/").text


def test_steps_are_listed_between_urgent_and_other_comments(staff, post):
    young = make_application(stage="client", next_step="B", next_step_on=in_days(-1))
    old = make_application(stage="client", next_step="A", next_step_on=in_days(-9))
    urgent = make_comment(post, text="Constantly in pain")
    rest = make_comment(post, text="Lovely.")
    page = staff.get("/admin/inbox/").text
    order = [f"comment-{urgent.pk}", f"step-{old.pk}", f"step-{young.pk}", f"comment-{rest.pk}"]
    places = [page.index(f'id="{name}"') for name in order]
    assert places == sorted(places)


def test_step_is_marked_as_done(staff, press, undo, application, coach):
    page = press(application, "done")
    assert state(application) == ("in-conversation", "", None)
    assert application.notes.get().text == "Done: Ask for the video."
    assert "is done" in page.text
    undo(page)
    assert state(application) == ("in-conversation", "Ask for the video.", in_days(0))
    assert application.notes.last().text == "Not done yet: Ask for the video."


@pytest.mark.parametrize(("verb", "days"), [("tomorrow", 1), ("next-week", 7)])
def test_step_is_snoozed(staff, press, undo, application, clock, verb, days):
    page = press(application, verb)
    assert state(application)[1:] == ("Ask for the video.", in_days(days))
    assert not is_listed(staff, application)
    undo(page)
    assert is_listed(staff, application)
    press(application, verb)
    clock(days=days)
    assert is_listed(staff, application)


def test_new_application_is_snoozed(staff, press, undo, clock):
    application = make_application()
    page = press(application, "next-week")
    assert not is_listed(staff, application)
    assert is_listed(staff, application) is False
    undo(page)
    assert is_listed(staff, application)
    press(application, "tomorrow")
    clock(days=1)
    assert is_listed(staff, application)
    press(application, "talk")
    assert state(application) == ("in-conversation", "", None)
    assert not is_listed(staff, application)


def test_new_application_with_a_due_step_is_one_row(staff):
    make_application(next_step="Call.", next_step_on=in_days(0))
    assert staff.get("/admin/inbox/").text.count('class="inbox-row"') == 1


def test_undo_keeps_later_changes(press, undo, application, coach):
    page = press(application, "done")
    application.refresh_from_db()
    application.set_next_step("Call.", in_days(2))
    assert "has been changed since" in undo(page).text
    assert state(application)[1] == "Call."


@pytest.mark.parametrize("verb", ["done", "tomorrow"])
def test_action_on_a_finished_step_is_refused(press, application, verb):
    application.finish_step(by=make_coach())
    assert press(application, verb).status_code == 409


def test_application_in_conversation_cannot_be_taken_up_again(press, application):
    assert press(application, "talk").status_code == 409


def test_step_is_listed_for_the_assigned_coach_alone(staff, application):
    other = make_coach()
    application.assigned_to = other
    application.save()
    new = make_application(assigned_to=other)
    assert not is_listed(staff, application)
    assert not is_listed(staff, new)
    client = Client()
    client.force_login(other)
    assert is_listed(client, application)
    assert is_listed(client, new)


def test_step_assigned_to_an_inactive_coach_is_listed_for_all(staff, application):
    other = make_coach(is_active=False)
    application.assigned_to = other
    application.save()
    assert is_listed(staff, application)


def test_front_page_takes_the_same_queries_for_15_steps_as_for_one(staff, application):
    def count() -> int:
        staff.get("/admin/inbox/")
        with CaptureQueriesContext(connection) as captured:
            staff.get("/admin/inbox/")
        return len(captured)

    few = count()
    for _ in range(14):
        make_application(stage="client", next_step="Call.", next_step_on=in_days(0))
    assert count() == few


def test_digest_names_the_applicant_without_the_step(coach, application):
    mail = digest.write(coach, timezone.localdate())
    assert f"Next step with {application.name}" in mail.text
    assert "video" not in mail.text + mail.html
    assert OutgoingMail.objects.count() == 1
