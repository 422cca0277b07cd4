import pytest
from django.urls import reverse

from coaching.models import Question
from tests.factories import default_questions, make_application, make_asked, make_coach

pytestmark = pytest.mark.django_db

LIST = reverse("admin:coaching_question_changelist")
ADD = reverse("admin:coaching_question_add")


@pytest.fixture
def admin(client):
    client.force_login(make_coach())
    return client


def address(question: Question) -> str:
    return reverse("admin:coaching_question_change", args=[question.pk])


def filled_in(question: Question | None = None, **fields: str) -> dict[str, str]:
    names = [*Question.WORDING, "is_required", "position"]
    there = {name: getattr(question, name) for name in names} if question else {"kind": "long", "position": "9"}
    return {name: value for name, value in {**there, **fields}.items() if value not in (None, False)}


def test_question_is_added(admin, client):
    assert admin.post(ADD, filled_in(text="How tall are you?", kind="number")).status_code == 302
    assert Question.objects.asked().last().text == "How tall are you?"
    assert "How tall are you?" in client.get("/apply/").text


def test_question_that_cannot_be_answered_is_not_added(admin):
    response = admin.post(ADD, filled_in(text="Which?", kind="choice", choices="One"))
    assert "Please write between two and 50 answers" in response.text
    assert not Question.objects.filter(text="Which?").exists()


@pytest.mark.parametrize(
    "changed", [{"text": "Your goal?"}, {"help_text": ""}, {"kind": "short"}, {"kind": "several", "choices": "a\nb"}]
)
def test_change_of_the_wording_asks_another_question(admin, changed):
    application = make_application()
    goal = default_questions()["goal"]
    assert admin.post(address(goal), filled_in(goal, **changed)).status_code == 302
    assert application.answers.first().wording == "What do you want to reach?"
    asked = Question.objects.asked().first()
    assert asked.first_wording == goal
    assert asked.position == goal.position
    assert {name: getattr(asked, name) for name in changed} == changed


def test_change_of_place_or_need_asks_the_same_question(admin):
    goal = default_questions()["goal"]
    admin.post(address(goal), filled_in(goal, is_required="", position="9"))
    goal.refresh_from_db()
    assert (goal.is_required, goal.position, goal.retired_at) == (False, 9, None)
    assert Question.objects.count() == 5


def test_retired_question_is_asked_no_more(admin, client):
    question = make_asked("Your shoe size?")
    admin.post(LIST, {"action": "retire", "_selected_action": [question.pk]})
    assert "Your shoe size?" not in client.get("/apply/").text


def test_retired_question_is_not_changed(admin):
    question = make_asked("Your shoe size?")
    question.retire()
    admin.post(address(question), filled_in(question, text="Your size?"))
    assert not Question.objects.filter(text="Your size?").exists()


def test_nothing_is_deleted(admin):
    question = make_asked()
    assert admin.post(reverse("admin:coaching_question_delete", args=[question.pk]), {"post": "yes"}).status_code == 403
    assert Question.objects.filter(pk=question.pk).exists()
