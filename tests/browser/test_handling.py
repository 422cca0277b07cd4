"""The coach handles an application in a browser: with a mouse, with a thumb, without a script."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from coaching.models import Application, MailTemplate
from outbox.models import OutgoingMail
from tests.factories import make_application, make_coach, make_comment, make_message, make_post

LIST = "/admin/coaching/application/"


@pytest.fixture
def coach(transactional_db):
    MailTemplate.objects.all().delete()
    MailTemplate.objects.write_defaults()
    return make_coach(email="mara@example.org", display_name="Mara Lindt")


@pytest.fixture
def application(coach):
    make_comment(make_post(author=coach), email="nadia@example.org", text="Which shoes?")
    application = make_application(email="nadia@example.org")
    application.notes.create(author=coach, text="Called on Tuesday.")
    make_message(application, person=coach)
    application.move_to("accepted", by=coach)
    application.plan("Send the plan", timezone.localdate() - timedelta(days=1))
    return application


@pytest.fixture
def open_page(new_context, coach):
    def open_page(path, width=1280, **options):
        page = new_context(**options).new_page()
        page.set_viewport_size({"width": width, "height": 740})
        page.goto(path)
        page.get_by_label("E-mail").fill("mara@example.org")
        page.get_by_label("Password").fill("sturdy")
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(f"**{path}")
        return page

    return open_page


def own(application: Application) -> str:
    return f"{LIST}{application.pk}/change/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_in_anybodys_way(open_page, application, axe, width, scheme):
    page = open_page(own(application), width, color_scheme=scheme)
    template = MailTemplate.objects.all()[0].pk
    for path in (
        own(application),
        f"{LIST}{application.pk}/message/?template={template}",
        f"{LIST}?stage=all",
        "/admin/",
    ):
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_long_address_can_be_read_on_a_phone(open_page, coach):
    application = make_application(email="somebody.with.a.long.name@long.example.org")
    page = open_page(own(application), 360)
    row = page.locator(".form-row", has_text="E-mail:")
    assert row.evaluate("row => row.scrollWidth <= row.clientWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("has_script", [True, False])
def test_mail_is_looked_at_before_it_is_sent(open_page, application, axe, tmp_path, width, scheme, has_script):
    """Drawn with its own styles, which the site's policy lets through for this page alone."""
    template = MailTemplate.objects.all()[0].pk
    path = f"{LIST}{application.pk}/message/?template={template}"
    page = open_page(path, width, color_scheme=scheme, java_script_enabled=has_script)
    page.get_by_label("Text").fill("Hi,\n\n<b>on Monday?</b>")
    page.get_by_role("button", name="Preview").click()
    drawn = page.frame_locator("iframe")
    expect(drawn.get_by_text("<b>on Monday?</b>")).to_be_visible()
    paper = {"light": "rgb(250, 246, 240)", "dark": "rgb(22, 19, 17)"}[scheme]
    expect(drawn.locator("body")).to_have_css("background-color", paper)
    page.screenshot(path=tmp_path / "preview.png", full_page=True)
    if has_script:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Go on writing").click()
    expect(page.get_by_label("Text")).to_have_value("Hi,\n\n<b>on Monday?</b>")
    page.get_by_role("button", name="Preview").click()
    assert OutgoingMail.objects.count() == 1  # That of the fixture.
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("leaves in two minutes")).to_be_visible()
    assert OutgoingMail.objects.latest("pk").text.splitlines()[:3] == ["Hi,", "", "<b>on Monday?</b>"]


@pytest.mark.parametrize("has_script", [True, False])
def test_from_the_inbox_to_a_mail_and_back(open_page, application, has_script):
    page = open_page("/admin/", 360, java_script_enabled=has_script)
    page.locator(f"#step-{application.pk}").get_by_role("link", name="Write a mail").click()
    page.get_by_role("link", name="Yes", exact=True).click()
    expect(page.get_by_label("Text")).to_have_value(re.compile("I would be glad to coach you"))
    page.get_by_label("Text").fill("Yes, on Monday.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("leaves in two minutes")).to_be_visible()
    page.locator(".timeline").get_by_role("button", name="Take back").first.click()
    expect(page.get_by_label("Text")).to_have_value("Yes, on Monday.")
    assert OutgoingMail.objects.filter(cancelled_at=None).count() == 1


def test_next_step_is_planned_and_done(open_page, application):
    page = open_page(own(application))
    page.get_by_label("Next step:").fill("Ask for a video")
    page.get_by_label("On:", exact=True).fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/admin/")
    row = page.locator(f"#step-{application.pk}")
    expect(row).to_contain_text("Ask for a video")
    row.get_by_role("button", name="Done").click()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Undo").first.click()
    expect(row).to_contain_text("Ask for a video")
