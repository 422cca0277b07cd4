import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from coaching.models import Application
from tests.factories import default_questions, make_application, make_asked, make_coach, make_comment, make_offer

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


def test_later_visit_keeps_what_was_typed_and_where_it_came_from(page):
    comment = make_comment()
    page.goto(f"/apply/?comment={comment.pk}")
    expect(page.locator("[name=comment]")).to_have_value(str(comment.pk))
    fill(page)
    page.goto("/apply/")
    expect(page.get_by_label("Your name")).to_have_value("Nadia Sommer")
    page.get_by_label("I agree that my answers").check()
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application has arrived.")
    assert Application.objects.get().came_from_comment == comment


def test_newer_link_says_where_an_earlier_draft_comes_from(page):
    """And nothing of the earlier source is left beside it."""
    offer, comment = make_offer(), make_comment()
    page.goto(f"/apply/?offer={offer.slug}&article={comment.post_id}")
    fill(page)
    page.goto(f"/apply/?comment={comment.pk}")
    expect(page.get_by_label("Your name")).to_have_value("Nadia Sommer")
    expect(page.locator("[name=offer]")).to_have_value("")
    page.get_by_label("Phone").fill("0123")
    page.goto("/apply/")
    for name, value in {"comment": str(comment.pk), "offer": "", "article": ""}.items():
        expect(page.locator(f"[name={name}]")).to_have_value(value)


def test_source_is_deleted_with_the_draft_but_not_that_of_the_link(page):
    comment = make_comment()
    page.goto(f"/apply/?comment={comment.pk}")
    fill(page)
    page.get_by_role("button", name="Delete what I wrote").click()
    expect(page.locator("[name=comment]")).to_have_value(str(comment.pk))
    fill(page)
    page.goto("/apply/")
    page.get_by_role("button", name="Delete what I wrote").click()
    expect(page.locator("[name=comment]")).to_have_value("")


def test_application_sent_leaves_nothing_on_the_device(page):
    page.goto("/apply/")
    fill(page)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application has arrived.")
    page.wait_for_function("!(JSON.stringify(sessionStorage) + JSON.stringify(localStorage)).includes('Nadia')")
    page.goto("/apply/")
    expect(page.get_by_label("Your name")).to_have_value("")
    assert [answer.value for answer in Application.objects.get().answers.all()][-1] == 3


def test_draft_outlives_the_tab(new_context):
    context = new_context()
    page = context.new_page()
    page.goto("/apply/")
    fill(page)
    page.close()
    page = context.new_page()
    page.goto("/apply/")
    expect(page.get_by_label("What do you want to reach?")).to_have_value("Four flights of stairs.")
    expect(page.get_by_text("What you write is kept on this device")).to_be_visible()


def test_draft_is_forgotten_after_two_weeks(page):
    page.goto("/apply/")
    fill(page)
    two_weeks = 14 * 24 * 60 * 60 * 1000
    page.evaluate(
        """([key, by]) => {
            const draft = JSON.parse(localStorage.getItem(key));
            localStorage.setItem(key, JSON.stringify({ ...draft, at: draft.at - by }));
        }""",
        ["draft:/apply/", two_weeks],
    )
    page.goto("/apply/")
    expect(page.get_by_label("Your name")).to_have_value("")
    assert "Nadia" not in page.evaluate("JSON.stringify(localStorage)")


def test_draft_is_deleted_when_asked(page):
    page.goto("/apply/")
    fill(page)
    page.get_by_role("button", name="Delete what I wrote").click()
    expect(page.get_by_label("Your name")).to_be_focused()
    expect(page.get_by_label("What do you want to reach?")).to_have_value("")
    assert "Nadia" not in page.evaluate("JSON.stringify(localStorage)")
    page.reload()
    expect(page.get_by_label("Your name")).to_have_value("")


def test_draft_fits_a_question_that_was_reworded_meanwhile(page):
    sports = make_asked("Which sports?", kind="several", choices="Rowing\nRunning\nChess")
    page.goto("/apply/")
    fill(page)
    for sport in ("Rowing", "Chess"):
        page.get_by_label(sport).check()
    goal = default_questions()["goal"]
    goal.text = "Where do you want to go?"
    goal.reword()
    sports.text = "What do you do for fun?"
    sports.reword()
    page.reload()
    expect(page.get_by_label("Where do you want to go?")).to_have_value("Four flights of stairs.")
    expect(page.get_by_label("Rowing")).to_be_checked()
    expect(page.get_by_label("Running")).not_to_be_checked()
    expect(page.get_by_label("Chess")).to_be_checked()


def test_lost_connection_loses_nothing(page, console_errors):
    page.goto("/apply/")
    fill(page)
    page.context.set_offline(True)
    send(page)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Your application is not sent yet")
    expect(page.get_by_text("The connection is back")).to_be_hidden()
    expect(page.get_by_label("What do you want to reach?")).to_have_value("Four flights of stairs.")
    expect(page.get_by_label("I agree that my answers")).to_be_checked()
    alert.get_by_role("button", name="Try again").click()
    expect(alert).to_be_visible()
    assert not Application.objects.exists()
    page.context.set_offline(False)
    expect(page.get_by_text("The connection is back")).to_be_visible()
    alert.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application has arrived.")
    assert Application.objects.count() == 1
    console_errors.clear()


def test_answer_lost_on_the_way_back_stores_nothing_twice(page, console_errors):
    def lose_the_answer(route):
        route.fetch()
        route.abort()

    page.goto("/apply/")
    fill(page)
    page.route("**/apply/", lose_the_answer)
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("it will not arrive twice")
    page.unroute("**/apply/")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application has arrived.")
    assert Application.objects.count() == 1
    console_errors.clear()


def test_page_closed_without_a_connection_is_taken_up_later(new_context, console_errors):
    context, offer = new_context(), make_offer()
    page = context.new_page()
    page.goto(f"/apply/?offer={offer.slug}")
    fill(page)
    context.set_offline(True)
    send(page)
    expect(page.get_by_role("alert")).to_be_visible()
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto("/apply/")
    page.get_by_label("I agree that my answers").check()
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application has arrived.")
    assert Application.objects.get().came_from_offer == offer
    console_errors.clear()


def test_impatient_click_sends_once(page):
    page.goto("/apply/")
    fill(page)
    page.get_by_role("button", name="Send my application").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application has arrived.")
    assert Application.objects.count() == 1


@pytest.mark.parametrize("has_script", [True, False])
def test_every_fault_is_named_at_once(new_context, has_script):
    page = new_context(java_script_enabled=has_script).new_page()
    page.goto("/apply/")
    send(page)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("6 answers need another look.")
    expect(alert).to_be_focused()
    alert.get_by_role("link", name="How many days a week").click()
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="1", exact=True)).to_be_checked()


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
    page.get_by_label("Note").fill("Called her.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="In conversation").click()
    page.get_by_role("link", name="Nadia Sommer").click()
    expect(page.get_by_text("Called her.")).to_be_visible()
    expect(page.locator(".timeline")).to_contain_text("New → in conversation")
    application.refresh_from_db()
    assert application.stage == "in-conversation"
