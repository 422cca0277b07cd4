"""The coach handles an application in a browser: with a mouse, on a phone, without a script."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone
from playwright.sync_api import expect

from coaching import default_rows
from coaching.models import Application, MailTemplate, Question
from offers.models import Offer
from outbox.models import OutgoingMail
from tests.factories import make_application, make_coach, make_comment, make_message, make_post

LIST = "/admin/coaching/application/"


@pytest.fixture
def coach(transactional_db):
    for model in (MailTemplate, Question, Offer):
        model.objects.all().delete()
    default_rows.write(apps)
    return make_coach(email="mara@example.org", display_name="Mara Lindt")


@pytest.fixture
def application(coach):
    make_comment(make_post(author=coach), email="nadia@example.org", text="Which shoes?")
    application = make_application(email="nadia@example.org")
    application.notes.create(author=coach, text="Called on Tuesday.")
    make_message(application, person=coach)
    application.move_to("accepted", by=coach)
    application.set_next_step("Send the plan", timezone.localdate() - timedelta(days=1))
    return application


@pytest.fixture
def open_page(new_context, sign_in, coach):
    def open_page(path, width=1280, **options):
        page = new_context(**options).new_page()
        page.set_viewport_size({"width": width, "height": 740})
        sign_in(page.context, coach)
        page.goto(path)
        return page

    return open_page


def own(application: Application) -> str:
    return f"{LIST}{application.pk}/change/"


def test_pages_are_accessible_and_fit_the_width(open_page, application, check_page):
    page = open_page(own(application))
    template = MailTemplate.objects.all()[0].pk
    for path in (
        own(application),
        f"{LIST}{application.pk}/message/?template={template}",
        f"{LIST}?stage=all",
        "/admin/",
    ):
        page.goto(path)
        check_page(page)


def test_long_email_is_readable_on_a_phone(open_page, coach):
    application = make_application(email="somebody.with.a.long.name@long.example.org")
    page = open_page(own(application), 360)
    row = page.locator(".form-row", has_text="E-mail")
    assert row.evaluate("row => row.scrollWidth <= row.clientWidth")


@pytest.mark.parametrize("has_script", [True, False])
def test_mail_is_previewed_before_it_is_sent(open_page, application, check_page, has_script):
    """Drawn with its own styles, which the site's policy lets through for this page alone."""
    template = MailTemplate.objects.all()[0].pk
    path = f"{LIST}{application.pk}/message/?template={template}"
    page = open_page(path, 360, java_script_enabled=has_script)
    page.get_by_label("Text").fill("Hi,\n\n<b>on Monday?</b>")
    page.get_by_role("button", name="Preview").click()
    drawn = page.frame_locator("iframe")
    expect(drawn.get_by_text("<b>on Monday?</b>")).to_be_visible()
    for scheme, paper in {"light": "rgb(250, 246, 240)", "dark": "rgb(22, 19, 17)"}.items():
        page.emulate_media(color_scheme=scheme)
        expect(drawn.locator("body")).to_have_css("background-color", paper)
    if has_script:
        check_page(page)
    page.get_by_role("button", name="Continue writing").click()
    expect(page.get_by_label("Text")).to_have_value("Hi,\n\n<b>on Monday?</b>")
    page.get_by_role("button", name="Preview").click()
    expect(drawn.get_by_text("<b>on Monday?</b>")).to_be_visible()
    assert OutgoingMail.objects.count() == 1  # That of the fixture.
    with page.expect_navigation():
        page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("waits until a mail provider is connected")).to_be_visible()
    assert OutgoingMail.objects.latest("pk").text.splitlines()[:3] == ["Hi,", "", "<b>on Monday?</b>"]


@pytest.mark.parametrize("has_script", [True, False])
def test_coach_mails_an_applicant_from_the_inbox(open_page, application, has_script):
    page = open_page("/admin/", 360, java_script_enabled=has_script)
    page.locator(f"#step-{application.pk}").get_by_role("link", name="Write a mail").click()
    page.get_by_role("link", name="Yes", exact=True).click()
    expect(page.get_by_label("Text")).to_have_value(re.compile("I would be glad to coach you"))
    page.get_by_label("Text").fill("Yes, on Monday.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("waits until a mail provider is connected")).to_be_visible()
    page.locator(".timeline").get_by_role("button", name="Cancel").first.click()
    expect(page.get_by_label("Text")).to_have_value("Yes, on Monday.")
    assert OutgoingMail.objects.filter(cancelled_at=None).count() == 1


def test_next_step_is_planned_and_done(open_page, application):
    page = open_page(own(application))
    page.get_by_role("textbox", name="Next step").fill("Ask for a video")
    page.get_by_label("On", exact=True).fill(timezone.localdate().isoformat())
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/admin/")
    row = page.locator(f"#step-{application.pk}")
    expect(row).to_contain_text("Ask for a video")
    row.get_by_role("button", name="Done").click()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Undo").first.click()
    expect(row).to_contain_text("Ask for a video")
