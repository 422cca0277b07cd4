import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from coaching.models import Application
from tests.factories import make_application, make_coach, make_comment

pytestmark = pytest.mark.django_db(transaction=True)

SCHEMES = ["light", "dark"]
WIDTHS = [360, 1440]


def fill(page):
    page.get_by_label("Your name").fill("Nadia Sommer")
    page.get_by_label("E-mail").fill("nadia@example.org")
    page.get_by_label("What do you want to reach?").fill("Four flights of stairs.")
    page.get_by_label("What does your training look like so far?").fill("Running.")
    page.get_by_role("radio", name="3", exact=True).check()
    page.get_by_label("I agree that my answers").check()


def send(page):
    page.get_by_role("button", name="Send my application").click()


def test_reload_keeps_what_was_typed_but_not_consent(page):
    page.goto("/apply/")
    fill(page)
    page.reload()
    expect(page.get_by_label("Your name")).to_have_value("Nadia Sommer")
    expect(page.get_by_label("What do you want to reach?")).to_have_value("Four flights of stairs.")
    expect(page.get_by_role("radio", name="3", exact=True)).to_be_checked()
    expect(page.get_by_label("I agree that my answers")).not_to_be_checked()


def test_later_visit_keeps_what_was_typed_but_not_where_it_came_from(page):
    comment = make_comment()
    page.goto(f"/apply/?comment={comment.pk}")
    expect(page.locator("[name=comment]")).to_have_value(str(comment.pk))
    fill(page)
    page.goto("/apply/")
    expect(page.get_by_label("Your name")).to_have_value("Nadia Sommer")
    expect(page.locator("[name=comment]")).to_have_value("")


def test_application_sent_leaves_nothing_on_the_device(page):
    page.goto("/apply/")
    fill(page)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application has arrived.")
    assert "Nadia" not in page.evaluate("JSON.stringify(sessionStorage) + JSON.stringify(localStorage)")
    page.goto("/apply/")
    expect(page.get_by_label("Your name")).to_have_value("")
    assert [answer.value for answer in Application.objects.get().answers.all()][-1] == 3


@pytest.mark.parametrize("has_script", [True, False])
def test_faults_are_summed_up_with_links_to_the_fields(new_context, has_script):
    page = new_context(java_script_enabled=has_script).new_page()
    page.goto("/apply/")
    fill(page)
    page.get_by_label("E-mail").fill("nadia@nowhere")
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("One answer needs another look.")
    page.get_by_role("alert").get_by_role("link", name="E-mail").click()
    expect(page).to_have_url(re.compile(r"#id_email$"))
    expect(page.get_by_label("What do you want to reach?")).to_have_value("Four flights of stairs.")
    page.get_by_label("E-mail").fill("nadia@example.org")
    page.get_by_label("I agree that my answers").check()
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application has arrived.")


def test_days_are_chosen_with_the_keyboard(page):
    page.goto("/apply/")
    page.get_by_role("radio", name="1", exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="3", exact=True)).to_be_checked()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_hinder_nobody(page, axe, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/apply/")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    fill(page)
    page.get_by_label("E-mail").fill("nadia@nowhere")
    send(page)
    expect(page.get_by_role("alert")).to_be_visible()
    axe(page)
    page.get_by_label("E-mail").fill("nadia@example.org")
    page.get_by_label("I agree that my answers").check()
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application has arrived.")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_coach_works_on_an_application_on_a_phone(page, axe, live_server, client):
    coach = make_coach()
    application = make_application(name="Nadia Sommer", goal="Four flights of stairs.")
    client.force_login(coach)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([session])
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(reverse("admin:coaching_application_changelist"))
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_role("link", name="Nadia Sommer").click()
    expect(page.get_by_text("Four flights of stairs.")).to_be_visible()
    axe(page)
    page.get_by_label("Stage").select_option("in-conversation")
    page.get_by_label("Write a note").fill("Called her.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="In conversation").click()
    page.get_by_role("link", name="Nadia Sommer").click()
    expect(page.get_by_text("Called her.")).to_be_visible()
    expect(page.get_by_text("Stage: new → in conversation")).to_be_visible()
    application.refresh_from_db()
    assert application.stage == "in-conversation"
