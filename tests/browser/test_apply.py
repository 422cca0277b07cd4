import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from coaching.models import Application
from tests.factories import default_questions, make_application, make_asked, make_coach, make_comment, make_offer
from tests.waiting import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def fill(page):
    page.get_by_label("Your name").fill("Nadia Sommer")
    page.get_by_label("E-mail").fill("nadia@example.org")
    page.get_by_label("What do you want to achieve?").fill("Four flights of stairs.")
    page.get_by_label("What does your training look like so far?").fill("Running.")
    page.get_by_role("radio", name="3", exact=True).check()
    page.get_by_label("I agree that the coach").check()


def send(page):
    page.get_by_role("button", name="Send my application").click()


def test_reload_keeps_the_draft_without_consent(page):
    page.goto("/apply/")
    fill(page)
    page.reload()
    expect(page.get_by_label("Your name")).to_have_value("Nadia Sommer")
    expect(page.get_by_label("What do you want to achieve?")).to_have_value("Four flights of stairs.")
    expect(page.get_by_role("radio", name="3", exact=True)).to_be_checked()
    expect(page.get_by_label("I agree that the coach")).not_to_be_checked()


def test_later_visit_keeps_the_draft_and_its_source(page):
    comment = make_comment()
    page.goto(f"/apply/?comment={comment.pk}")
    expect(page.locator("[name=comment]")).to_have_value(str(comment.pk))
    fill(page)
    page.goto("/apply/")
    expect(page.get_by_label("Your name")).to_have_value("Nadia Sommer")
    page.get_by_label("I agree that the coach").check()
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application has arrived.")
    assert Application.objects.get().came_from_comment == comment


def test_newer_link_replaces_the_source_of_a_draft(page):
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


def test_deleting_the_draft_deletes_its_source_but_not_that_of_the_link(page):
    comment = make_comment()
    page.goto(f"/apply/?comment={comment.pk}")
    fill(page)
    page.get_by_role("button", name="Delete what I wrote").click()
    expect(page.locator("[name=comment]")).to_have_value(str(comment.pk))
    fill(page)
    page.goto("/apply/")
    page.get_by_role("button", name="Delete what I wrote").click()
    expect(page.locator("[name=comment]")).to_have_value("")


def test_sent_application_leaves_no_draft_on_the_device(page):
    page.goto("/apply/")
    fill(page)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application has arrived.")
    wait_for(page, "!(JSON.stringify(sessionStorage) + JSON.stringify(localStorage)).includes('Nadia')")
    page.goto("/apply/")
    expect(page.get_by_label("Your name")).to_have_value("")
    assert [answer.value for answer in Application.objects.get().answers.all()][-1] == 3


def test_draft_is_kept_after_the_tab_is_closed(new_context):
    context = new_context()
    page = context.new_page()
    page.goto("/apply/")
    fill(page)
    page.close()
    page = context.new_page()
    page.goto("/apply/")
    expect(page.get_by_label("What do you want to achieve?")).to_have_value("Four flights of stairs.")
    expect(page.get_by_text("what you write is saved on this device only")).to_be_visible()


def test_draft_is_deleted_after_two_weeks(page):
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


def test_draft_is_deleted_by_its_button(page):
    page.goto("/apply/")
    fill(page)
    page.get_by_role("button", name="Delete what I wrote").click()
    expect(page.get_by_label("Your name")).to_be_focused()
    expect(page.get_by_label("What do you want to achieve?")).to_have_value("")
    assert "Nadia" not in page.evaluate("JSON.stringify(localStorage)")
    page.reload()
    expect(page.get_by_label("Your name")).to_have_value("")


def test_draft_is_restored_into_a_reworded_question(page):
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


def test_lost_connection_keeps_the_answers(page, console_errors):
    page.goto("/apply/")
    fill(page)
    page.context.set_offline(True)
    send(page)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Your application has not been sent yet")
    expect(page.get_by_text("You are online again")).to_be_hidden()
    expect(page.get_by_label("What do you want to achieve?")).to_have_value("Four flights of stairs.")
    expect(page.get_by_label("I agree that the coach")).to_be_checked()
    alert.get_by_role("button", name="Try again").click()
    expect(alert).to_be_visible()
    assert not Application.objects.exists()
    page.context.set_offline(False)
    expect(page.get_by_text("You are online again")).to_be_visible()
    alert.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application has arrived.")
    assert Application.objects.count() == 1
    console_errors.clear()


def test_lost_response_does_not_store_the_application_twice(page, console_errors):
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


def test_draft_of_a_page_closed_offline_is_restored_later(new_context, console_errors):
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
    page.get_by_label("I agree that the coach").check()
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application has arrived.")
    assert Application.objects.get().came_from_offer == offer
    console_errors.clear()


def test_double_click_sends_once(page):
    page.goto("/apply/")
    fill(page)
    page.get_by_role("button", name="Send my application").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application has arrived.")
    assert Application.objects.count() == 1


@pytest.mark.parametrize("has_script", [True, False])
def test_all_errors_are_shown_at_once(new_context, has_script):
    page = new_context(java_script_enabled=has_script).new_page()
    page.goto("/apply/")
    send(page)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Please check 6 fields.")
    expect(alert).to_be_focused()
    alert.get_by_role("link", name="How many days a week").click()
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="1", exact=True)).to_be_checked()


@pytest.mark.parametrize("has_script", [True, False])
def test_error_summary_links_to_the_fields(new_context, has_script):
    page = new_context(java_script_enabled=has_script).new_page()
    page.goto("/apply/")
    fill(page)
    page.get_by_label("E-mail").fill("nadia@nowhere")
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Please check one field.")
    page.get_by_role("alert").get_by_role("link", name="E-mail").click()
    expect(page).to_have_url(re.compile(r"#id_email$"))
    expect(page.get_by_label("What do you want to achieve?")).to_have_value("Four flights of stairs.")
    page.get_by_label("E-mail").fill("nadia@example.org")
    page.get_by_label("I agree that the coach").check()
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application has arrived.")


def test_days_are_chosen_with_the_keyboard(page):
    page.goto("/apply/")
    page.get_by_role("radio", name="1", exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="3", exact=True)).to_be_checked()


def test_pages_are_accessible_and_fit_the_width(page, check_page):
    page.goto("/apply/")
    check_page(page)
    fill(page)
    page.get_by_label("E-mail").fill("nadia@nowhere")
    send(page)
    expect(page.get_by_role("alert")).to_be_visible()
    check_page(page)
    page.get_by_label("E-mail").fill("nadia@example.org")
    page.get_by_label("I agree that the coach").check()
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your application has arrived.")
    check_page(page)


def test_coach_handles_an_application_on_a_phone(page, axe, sign_in):
    coach = make_coach()
    application = make_application(name="Nadia Sommer", goal="Four flights of stairs.")
    sign_in(page.context, coach)
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(reverse("admin:coaching_application_changelist"))
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_role("link", name="Nadia Sommer").click()
    expect(page.get_by_text("Four flights of stairs.")).to_be_visible()
    axe(page)
    page.get_by_label("Stage").select_option("in-conversation")
    page.get_by_label("Note").fill("Called her.")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="In conversation").click()
    page.get_by_role("link", name="Nadia Sommer").click()
    expect(page.get_by_text("Called her.")).to_be_visible()
    expect(page.locator(".timeline")).to_contain_text("New → in conversation")
    application.refresh_from_db()
    assert application.stage == "in-conversation"
