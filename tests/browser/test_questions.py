import pytest
from django.urls import reverse
from playwright.sync_api import expect

from coaching.models import Question
from tests.factories import make_coach

pytestmark = pytest.mark.django_db(transaction=True)

LIST = reverse("admin:coaching_question_changelist")


@pytest.fixture
def desk(page, live_server, client):
    client.force_login(make_coach())
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([session])
    return page


def asked() -> list[str]:
    return [question.text for question in Question.objects.asked()]


@pytest.mark.parametrize("width", [360, 1280])
def test_coach_orders_the_questions(desk, axe, width):
    desk.set_viewport_size({"width": width, "height": 900})
    desk.goto(LIST)
    axe(desk)
    assert desk.evaluate("document.documentElement.scrollWidth") == width
    row = desk.get_by_role("row").filter(has_text="How did you find us?")
    row.get_by_role("button", name="Move up").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#result_list tbody tr").nth(3)).to_contain_text("How did you find us?")
    assert asked()[3:] == ["How did you find us?", "What has stopped you before?"]


@pytest.mark.parametrize("width", [360, 1280])
def test_coach_rewords_a_question_after_a_look_at_the_form(desk, axe, width):
    desk.set_viewport_size({"width": width, "height": 900})
    desk.goto(LIST)
    desk.get_by_role("link", name="How did you find us?").click()
    expect(desk.get_by_label("Smallest number")).to_be_hidden()
    desk.get_by_label("Question").fill("Who sent you?")
    desk.get_by_label("Answered with").select_option("as many as apply")
    desk.get_by_label("Answers to choose from").fill("A friend\nA search")
    axe(desk)
    assert desk.evaluate("document.documentElement.scrollWidth") == width
    with desk.context.expect_page() as opened:
        desk.get_by_role("button", name="Preview the form").click()
    preview = opened.value
    expect(preview.get_by_role("group", name="Who sent you?").get_by_label("A search")).to_be_visible()
    expect(preview.get_by_role("button", name="Send my application")).to_be_disabled()
    axe(preview)
    assert "Who sent you?" not in asked()
    preview.close()
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_role("link", name="Who sent you?").last).to_be_visible()
    assert asked()[-1] == "Who sent you?"
