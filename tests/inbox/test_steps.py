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
def press(desk):
    def press(application, verb):
        return desk.post("/admin/inbox/application/", {"application": application.pk, "verb": verb}, follow=True)

    return press


def waits(desk, application) -> bool:
    page = desk.get("/admin/").text
    return f'id="step-{application.pk}"' in page or f'id="application-{application.pk}"' in page


def state(application):
    application.refresh_from_db()
    return application.stage, application.next_step, application.next_step_on


def test_step_stands_in_the_inbox_from_its_day_on(desk, application):
    page = desk.get("/admin/").text
    assert "Ask for the video." in page
    assert "1 waits" in " ".join(page.split())


@pytest.mark.parametrize(
    ("days", "fields"),
    [(1, {}), (0, {"stage": "declined"}), (0, {"stage": "withdrawn"}), (0, {"is_suspected_spam": True})],
)
def test_step_that_is_not_due_does_not(desk, days, fields):
    make_application(**{"stage": "client", "next_step": "Call.", "next_step_on": in_days(days), **fields})
    assert "Nobody waits." in desk.get("/admin/").text


def test_oldest_step_stands_first_between_the_comments(desk, post):
    young = make_application(stage="client", next_step="B", next_step_on=in_days(-1))
    old = make_application(stage="client", next_step="A", next_step_on=in_days(-9))
    urgent = make_comment(post, text="Constantly in pain")
    rest = make_comment(post, text="Lovely.")
    page = desk.get("/admin/").text
    order = [f"comment-{urgent.pk}", f"step-{old.pk}", f"step-{young.pk}", f"comment-{rest.pk}"]
    places = [page.index(f'id="{name}"') for name in order]
    assert places == sorted(places)


def test_done(desk, press, undo, application, coach):
    page = press(application, "done")
    assert state(application) == ("in-conversation", "", None)
    assert application.notes.get().text == "Done: Ask for the video."
    assert "is done" in page.text
    undo(page)
    assert state(application) == ("in-conversation", "Ask for the video.", in_days(0))
    assert application.notes.last().text == "Not done yet: Ask for the video."


@pytest.mark.parametrize(("verb", "days"), [("tomorrow", 1), ("next-week", 7)])
def test_put_off(desk, press, undo, application, clock, verb, days):
    page = press(application, verb)
    assert state(application)[1:] == ("Ask for the video.", in_days(days))
    assert not waits(desk, application)
    undo(page)
    assert waits(desk, application)
    press(application, verb)
    clock(days=days)
    assert waits(desk, application)


def test_new_application_is_put_off(desk, press, undo, clock):
    application = make_application()
    page = press(application, "next-week")
    assert not waits(desk, application)
    assert waits(desk, application) is False
    undo(page)
    assert waits(desk, application)
    press(application, "tomorrow")
    clock(days=1)
    assert waits(desk, application)
    press(application, "talk")
    assert state(application) == ("in-conversation", "", None)
    assert not waits(desk, application)


def test_step_of_a_new_application_waits_with_it_as_one(desk):
    make_application(next_step="Call.", next_step_on=in_days(0))
    assert desk.get("/admin/").text.count('class="inbox-row"') == 1


def test_undo_leaves_alone_what_happened_since(press, undo, application, coach):
    page = press(application, "done")
    application.refresh_from_db()
    application.plan("Call.", in_days(2))
    assert "Something else was done" in undo(page).text
    assert state(application)[1] == "Call."


@pytest.mark.parametrize("verb", ["done", "tomorrow"])
def test_who_was_too_late_is_told(press, application, verb):
    application.finish_step(by=make_coach())
    assert press(application, verb).status_code == 409


def test_step_is_no_wish_to_be_talked_to(press, application):
    assert press(application, "talk").status_code == 409


def test_only_whom_it_is_assigned_to_has_it(desk, application):
    other = make_coach()
    application.assigned_to = other
    application.save()
    new = make_application(assigned_to=other)
    assert not waits(desk, application)
    assert not waits(desk, new)
    hers = Client()
    hers.force_login(other)
    assert waits(hers, application)
    assert waits(hers, new)


def test_nothing_is_lost_with_a_coach_who_left(desk, application):
    other = make_coach(is_active=False)
    application.assigned_to = other
    application.save()
    assert waits(desk, application)


def test_queries_are_as_many_for_15_as_for_one(desk, application):
    def count() -> int:
        desk.get("/admin/")
        with CaptureQueriesContext(connection) as captured:
            desk.get("/admin/")
        return len(captured)

    few = count()
    for _ in range(14):
        make_application(stage="client", next_step="Call.", next_step_on=in_days(0))
    assert count() == few


def test_digest_names_the_applicant_and_not_what_is_to_be_done(coach, application):
    mail = digest.write(coach, timezone.localdate())
    assert f"Next step with {application.name}" in mail.text
    assert "video" not in mail.text + mail.html
    assert OutgoingMail.objects.count() == 1
