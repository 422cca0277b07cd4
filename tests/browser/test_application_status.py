"""The applicant's private pages, and the mails that lead there."""

import pytest
from playwright.sync_api import expect

from coaching import applicant_actions, notifications
from coaching.link_mails import mail_links
from outbox.models import OutgoingMail
from tests.factories import make_application, make_coach

LONG = "nadia" * 12


@pytest.fixture
def coach(transactional_db):
    return make_coach()


def make_all_stages(coach):
    applications = {"new": make_application(email=f"{LONG}@example.org", goal=LONG * 9)}
    for stage in ("in-conversation", "accepted", "client", "declined", "withdrawn"):
        applications[stage] = make_application()
        applications[stage].move_to(stage, by=coach).mark_told()
    return applications


def test_pages_are_accessible_and_fit_the_width(page, check_page, coach):
    applications = make_all_stages(coach)
    new = applications["new"].private_url
    paths = [application.private_url for application in applications.values()]
    paths += [f"{new}{deed}/" for deed in ("correct", "withdraw", "delete")]
    paths += [f"{applications['client'].private_url}consent/", "/apply/status/", "/apply/status/sent/", "/apply/gone/"]
    for path in paths:
        page.goto(path)
        check_page(page)


@pytest.mark.parametrize("has_script", [True, False])
def test_correction_names_missing_answers_and_then_shows_the_change(new_context, coach, has_script):
    page = new_context(java_script_enabled=has_script).new_page()
    page.goto(make_application().private_url)
    page.get_by_role("link", name="Correct…").click()
    page.get_by_label("What do you want to achieve?").fill(" ")
    page.get_by_label("Phone").fill("0123 456")
    page.get_by_role("button", name="Save").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Please check one field.")
    alert.get_by_role("link", name="What do you want to achieve?").click()
    page.get_by_label("What do you want to achieve?").fill("Five flights of stairs.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Your application has been changed.")
    for words in ("Five flights of stairs.", "0123 456"):
        expect(page.get_by_text(words)).to_be_visible()


@pytest.mark.parametrize("kind", ["html", "json"])
def test_application_is_downloaded(page, coach, kind):
    page.goto(make_application(goal="Four flights.").private_url)
    with page.expect_download() as download:
        page.get_by_role("link", name=kind.upper()).click()
    assert download.value.suggested_filename == f"application.{kind}"
    assert "Four flights." in download.value.path().read_text(encoding="utf-8")


def test_mails_are_accessible_and_fit_the_width(page, check_page, coach):
    application = make_application()
    notifications.confirm_receipt(application)
    mail_links(application.email, [application], "link")
    kept = list(OutgoingMail.objects.values_list("html", flat=True))
    applicant_actions.withdraw(application, "")
    kept += OutgoingMail.objects.filter(kind="application-withdrawn").values_list("html", flat=True)
    applicant_actions.delete(application)
    kept += OutgoingMail.objects.exclude(html="").values_list("html", flat=True)
    assert len(kept) == 4
    for html in kept:
        page.set_content(html)
        check_page(page, 360)
