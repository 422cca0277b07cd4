"""The applicant's own pages, and the mails that lead there, as they look."""

import pytest
from playwright.sync_api import expect

from coaching import emails, keeping
from coaching.link_mails import mail_links
from outbox.models import OutgoingMail
from tests.factories import make_application, make_coach

LOOKS = [(360, "light"), (360, "dark"), (1440, "light"), (1440, "dark")]
LONG = "nadia" * 12


@pytest.fixture
def coach(transactional_db):
    return make_coach()


def make_all_stages(coach):
    applications = {"new": make_application(email=f"{LONG}@example.org", goal=LONG * 9)}
    for stage in ("in-conversation", "accepted", "client", "declined", "withdrawn"):
        applications[stage] = make_application()
        applications[stage].move_to(stage, by=coach).tell()
    return applications


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_pages_hinder_nobody(page, axe, coach, width, scheme):
    applications = make_all_stages(coach)
    new = applications["new"].status_url
    paths = [application.status_url for application in applications.values()]
    paths += [f"{new}{deed}/" for deed in ("correct", "withdraw", "delete")]
    paths += [f"{applications['client'].status_url}consent/", "/apply/status/", "/apply/status/sent/", "/apply/gone/"]
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    for path in paths:
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.parametrize("has_script", [True, False])
def test_correcting_names_what_is_missing_and_then_shows_what_was_changed(new_context, coach, has_script):
    page = new_context(java_script_enabled=has_script).new_page()
    page.goto(make_application().status_url)
    page.get_by_role("link", name="Correct…").click()
    page.get_by_label("What do you want to reach?").fill(" ")
    page.get_by_label("Phone").fill("0123 456")
    page.get_by_role("button", name="Save").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("One answer needs another look.")
    alert.get_by_role("link", name="What do you want to reach?").click()
    page.get_by_label("What do you want to reach?").fill("Five flights of stairs.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("It was changed.")
    for words in ("Five flights of stairs.", "0123 456"):
        expect(page.get_by_text(words)).to_be_visible()


@pytest.mark.parametrize("kind", ["html", "json"])
def test_application_is_downloaded(page, coach, kind):
    page.goto(make_application(goal="Four flights.").status_url)
    with page.expect_download() as download:
        page.get_by_role("link", name=kind.upper()).click()
    assert download.value.suggested_filename == f"application.{kind}"
    assert "Four flights." in download.value.path().read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_mails_hinder_nobody(page, axe, coach, scheme):
    application = make_application()
    emails.confirm(application)
    mail_links(application.email, [application], "link")
    kept = list(OutgoingMail.objects.values_list("html", flat=True))
    keeping.withdraw(application, "")
    kept += OutgoingMail.objects.filter(kind="application-withdrawn").values_list("html", flat=True)
    keeping.delete(application)
    kept += OutgoingMail.objects.exclude(html="").values_list("html", flat=True)
    page.set_viewport_size({"width": 360, "height": 700})
    page.emulate_media(color_scheme=scheme)
    assert len(kept) == 4
    for html in kept:
        page.set_content(html)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
