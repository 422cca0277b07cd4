import pytest
from django.urls import reverse
from playwright.sync_api import expect

from coaching.models import Question

pytestmark = pytest.mark.django_db(transaction=True)

LIST = reverse("admin:coaching_question_changelist")


def asked() -> list[str]:
    return [question.text for question in Question.objects.asked()]


def test_coach_orders_the_questions(staff, check_page):
    staff.set_viewport_size({"width": 360, "height": 900})
    staff.goto(LIST)
    check_page(staff)
    row = staff.get_by_role("listitem").filter(has_text="How did you find us?")
    row.get_by_role("button", name="Move up").focus()
    staff.keyboard.press("Enter")
    expect(staff.locator(".list-row").nth(3)).to_contain_text("How did you find us?")
    assert asked()[3:] == ["How did you find us?", "What has stopped you before?"]


def test_coach_previews_the_form_and_rewords_a_question(staff, check_page):
    staff.set_viewport_size({"width": 360, "height": 900})
    staff.goto(LIST)
    staff.get_by_role("link", name="How did you find us?").click()
    expect(staff.get_by_label("Smallest number")).to_be_hidden()
    staff.get_by_label("Question").fill("Who sent you?")
    staff.get_by_label("Answered with").select_option("as many as apply")
    staff.get_by_label("Answers to choose from").fill("A friend\nA search")
    check_page(staff)
    with staff.context.expect_page() as opened:
        staff.get_by_role("button", name="Preview the form").click()
    preview = opened.value
    expect(preview.get_by_role("group", name="Who sent you?").get_by_label("A search")).to_be_visible()
    expect(preview.get_by_role("button", name="Send my application")).to_be_disabled()
    check_page(preview)
    assert "Who sent you?" not in asked()
    preview.close()
    staff.get_by_role("button", name="Save", exact=True).click()
    expect(staff.get_by_role("link", name="Who sent you?").last).to_be_visible()
    assert asked()[-1] == "Who sent you?"
