import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coaching.models import Question
from tests.factories import default_questions, make_application, make_asked, make_coach, make_user

pytestmark = pytest.mark.django_db

LIST = reverse("admin:coaching_question_changelist")
ADD = reverse("admin:coaching_question_add")


@pytest.fixture
def admin(client):
    client.force_login(make_coach())
    return client


def change_url(question: Question) -> str:
    return reverse("admin:coaching_question_change", args=[question.pk])


def filled_in(question: Question | None = None, **fields: str) -> dict[str, str]:
    names = [*Question.WORDING, "is_required"]
    there = {name: getattr(question, name) for name in names} if question else {"kind": "long"}
    return {name: value for name, value in {**there, **fields}.items() if value not in (None, False)}


def test_question_is_added(admin, client):
    assert admin.post(ADD, filled_in(text="How tall are you?", kind="number")).status_code == 302
    assert Question.objects.asked().last().text == "How tall are you?"
    assert "How tall are you?" in client.get("/apply/").text


def test_invalid_question_is_not_added(admin):
    response = admin.post(ADD, filled_in(text="Which?", kind="choice", choices="One"))
    assert "Please write two to 50 answers" in response.text
    assert not Question.objects.filter(text="Which?").exists()


@pytest.mark.parametrize(
    "changed", [{"text": "Your goal?"}, {"help_text": ""}, {"kind": "short"}, {"kind": "several", "choices": "a\nb"}]
)
def test_changed_wording_is_a_new_question(admin, changed):
    application = make_application()
    goal = default_questions()["goal"]
    assert admin.post(change_url(goal), filled_in(goal, **changed)).status_code == 302
    assert application.answers.first().wording == "What do you want to achieve?"
    current = Question.objects.asked().first()
    assert current.first_wording == goal
    assert current.position == goal.position
    assert {name: getattr(current, name) for name in changed} == changed


def test_saving_says_that_answers_stay_with_the_earlier_wording(admin):
    make_application()
    goal = default_questions()["goal"]
    page = admin.post(change_url(goal), filled_in(goal, text="Your goal?"), follow=True)
    assert "1 answer belongs to the earlier wording and is kept with it." in page.text


def test_page_lists_the_earlier_wordings(admin):
    make_application()
    goal = default_questions()["goal"]
    goal.text = "Your goal?"
    goal.reword()
    page = " ".join(admin.get(change_url(goal)).text.split())
    assert "What do you want to achieve? <span" in page
    assert "1 answer, asked until" in page


def test_required_flag_is_changed_in_place(admin):
    goal = default_questions()["goal"]
    admin.post(change_url(goal), filled_in(goal, is_required=""))
    goal.refresh_from_db()
    assert (goal.is_required, goal.retired_at) == (False, None)
    assert Question.objects.count() == 5


def order() -> list[str]:
    return [question.text for question in Question.objects.asked()]


def move(admin, question: Question, step: str) -> None:
    response = admin.post(reverse("admin:coaching_question_move", args=[question.pk]), {"step": step})
    assert response["Location"] == LIST


def test_question_is_moved_up_and_down(admin, client):
    before = order()
    training = default_questions()["training"]
    move(admin, training, "up")
    assert order() == [before[1], before[0], *before[2:]]
    assert client.get("/apply/").context["form"].asked.startswith(f"{training.pk},")
    move(admin, training, "down")
    move(admin, training, "down")
    assert order() == [before[0], before[2], before[1], *before[3:]]


@pytest.mark.parametrize(("name", "step"), [("goal", "up"), ("found_through", "down"), ("training", "away")])
def test_question_at_either_end_is_not_moved_further(admin, name, step):
    before = order()
    move(admin, default_questions()[name], step)
    assert order() == before


def test_added_question_is_last(admin):
    admin.post(ADD, filled_in(text="Anything else?"))
    assert order()[-1] == "Anything else?"


def preview(admin, question: Question | None = None, **fields: str) -> str:
    arguments = [question.pk] if question else []
    return admin.post(reverse("admin:coaching_question_preview", args=arguments), filled_in(question, **fields)).text


def test_preview_shows_the_form_with_unsaved_changes(admin):
    goal = default_questions()["goal"]
    html = preview(admin, goal, text="Where <to>?", kind="number", minimum="1", maximum="5")
    assert "Where &lt;to&gt;?" in html
    assert "What do you want to achieve?" not in html
    assert "How did you find us?" in html
    assert "This is a preview" in html
    assert "draft.js" not in html
    assert order()[0] == "What do you want to achieve?"


def test_preview_of_a_new_question_shows_it_last(admin):
    html = preview(admin, text="Anything else?")
    assert html.index("How did you find us?") < html.index("Anything else?")
    assert Question.objects.count() == 5


def test_preview_shows_errors(admin):
    assert "Please write two to 50 answers" in preview(admin, text="Which?", kind="choice", choices="One")


def test_preview_needs_permission_to_change(client):
    viewer = make_user(is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_question"))
    client.force_login(viewer)
    goal = default_questions()["goal"]
    assert "This is a preview" not in preview(client, goal)
    client.post(reverse("admin:coaching_question_move", args=[goal.pk]), {"step": "down"})
    assert order()[0] == goal.text


def test_retired_question_is_not_in_the_form(admin, client):
    question = make_asked("Your shoe size?")
    admin.post(LIST, {"action": "retire", "_selected_action": [question.pk]})
    assert "Your shoe size?" not in client.get("/apply/").text


def test_retired_question_can_be_restored(admin, client):
    goal = default_questions()["goal"]
    old = Question.objects.get(pk=goal.pk)
    goal.text = "Your goal?"
    goal.reword()
    retired = f"{LIST}?state=retired"
    assert old.text in admin.get(retired).text
    admin.post(retired, {"action": "ask_again", "_selected_action": [old.pk]})
    html = client.get("/apply/").text
    assert old.text in html
    assert "Your goal?" not in html


def undo(admin, page: str) -> None:
    fields = re.findall(r'form="undo" name="(\w+)" value="(\d+)"', page)
    admin.post(reverse("admin:coaching_question_undo"), dict(fields))


def test_retiring_is_undone(admin):
    question = make_asked("Your shoe size?")
    data = {"action": "retire", "_selected_action": [question.pk]}
    undo(admin, admin.post(LIST, data, follow=True).text)
    assert question in Question.objects.asked()


@pytest.mark.parametrize("is_reworded", [True, False])
def test_asking_again_is_undone(admin, is_reworded):
    goal = default_questions()["goal"]
    old = Question.objects.get(pk=goal.pk)
    goal.text = "Your goal?"
    goal.reword()
    if not is_reworded:
        goal.retire()
    before = order()
    data = {"action": "ask_again", "_selected_action": [old.pk]}
    page = admin.post(f"{LIST}?state=retired", data, follow=True).text
    assert order() != before
    undo(admin, page)
    assert order() == before


def test_retired_question_cannot_be_changed(admin):
    question = make_asked("Your shoe size?")
    question.retire()
    admin.post(change_url(question), filled_in(question, text="Your size?"))
    assert not Question.objects.filter(text="Your size?").exists()


def test_question_cannot_be_deleted(admin):
    question = make_asked()
    assert admin.post(reverse("admin:coaching_question_delete", args=[question.pk]), {"post": "yes"}).status_code == 403
    assert Question.objects.filter(pk=question.pk).exists()


def test_list_takes_the_same_queries_for_any_number_of_questions(admin, django_assert_num_queries):
    admin.get(LIST)
    with CaptureQueriesContext(connection) as few:
        admin.get(LIST)
    for _ in range(30):
        make_asked()
    make_application()
    with django_assert_num_queries(len(few)):
        assert "↑" in admin.get(LIST).text


def test_question_above_the_limit_is_not_added(admin):
    for _ in range(50 - Question.objects.asked().count()):
        make_asked()
    assert "The form already asks 50 questions." in admin.post(ADD, filled_in(text="One more?")).text
    assert not Question.objects.filter(text="One more?").exists()
