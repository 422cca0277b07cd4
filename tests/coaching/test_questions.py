import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.db.models import ProtectedError

from coaching.models import Answer, Application, Question
from coaching.questions import field_name
from tests.factories import default_questions, make_application, make_asked, make_posted

pytestmark = pytest.mark.django_db

SPORTS = {"choices": "Rowing\nRunning\nNothing, yet"}


@pytest.fixture
def make_only_question(db) -> Any:
    """``make_only_question(kind="number")`` makes the only question of the form."""

    def make(**fields: Any) -> Question:
        for question in Question.objects.asked():
            question.retire()
        return make_asked(**fields)

    return make


def answer(apply, question: Question, value: Any) -> Answer | None:
    response = apply(asked=str(question.pk), **{field_name(question): value})
    assert response.status_code == 303, response.context["form"].errors
    return Answer.objects.first()


def is_refused(apply, question: Question, value: Any) -> bool:
    response = apply(asked=str(question.pk), **{field_name(question): value})
    return response.status_code == 422 and not Application.objects.exists()


def test_new_site_asks_five_questions():
    assert [question.text for question in Question.objects.asked()] == [
        "What do you want to achieve?",
        "What does your training look like so far?",
        "How many days a week can you train?",
        "What has stopped you before?",
        "How did you find us?",
    ]


@pytest.mark.parametrize(
    ("fields", "value", "kept", "text"),
    [
        ({"kind": "short"}, " Rowing ", "Rowing", "Rowing"),
        ({"kind": "long"}, "Rowing\r\nand Übung", "Rowing\nand Übung", "Rowing\nand Übung"),
        ({"kind": "choice", **SPORTS}, "Running", "Running", "Running"),
        ({"kind": "choice", "choices": "\n".join("abcdefghij")}, "j", "j", "j"),
        ({"kind": "several", **SPORTS}, ["Rowing", "Running"], ["Rowing", "Running"], "Rowing, Running"),
        ({"kind": "number", "minimum": 1, "maximum": 7}, "7", 7, "7"),
        ({"kind": "number", "minimum": 0, "maximum": 3}, "0", 0, "0"),
        ({"kind": "number", "minimum": 100, "maximum": 230}, "172", 172, "172"),
        ({"kind": "number"}, "999999", 999_999, "999999"),
    ],
)
def test_each_kind_is_shown_and_answered(client, apply, make_only_question, fields, value, kept, text):
    question = make_only_question(text="Which <sport>?", **fields)
    assert "Which &lt;sport&gt;?" in client.get("/apply/").text
    found = answer(apply, question, value)
    assert (found.value, found.text, found.wording) == (kept, text, "Which <sport>?")


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ({"kind": "short"}, ""),
        ({"kind": "short"}, "x" * 301),
        ({"kind": "long"}, "\r\n" + "x" * 3001),
        ({"kind": "choice", **SPORTS}, ""),
        ({"kind": "choice", **SPORTS}, "Chess"),
        ({"kind": "several", **SPORTS}, []),
        ({"kind": "several", **SPORTS}, ["Rowing", "Chess"]),
        ({"kind": "number", "minimum": 1, "maximum": 7}, "8"),
        ({"kind": "number", "minimum": 100, "maximum": 230}, "99"),
        ({"kind": "number"}, "1000001"),
        ({"kind": "number"}, "9" * 5000),
        ({"kind": "number"}, "many"),
    ],
)
def test_each_kind_refuses_invalid_answers(apply, make_only_question, fields, value):
    assert is_refused(apply, make_only_question(**fields), value)


@pytest.mark.parametrize("kind", Question.Kind.values)
def test_optional_question_may_have_no_answer(apply, make_only_question, kind):
    question = make_only_question(kind=kind, is_required=False, **SPORTS)
    assert answer(apply, question, []) is None
    assert Application.objects.exists()


def test_line_break_counts_as_one_character(apply, make_only_question):
    text = "\r\n".join("x" * 29 for _ in range(100))
    assert len(answer(apply, make_only_question(kind="long"), text).value) == 2999


def test_rewording_keeps_earlier_answers_with_the_old_wording():
    goal = default_questions()["goal"]
    application = make_application(goal="Four flights.")
    goal.text, old = "What is your goal?", goal.pk
    goal.reword()
    assert Question.objects.asked()[0].text == "What is your goal?"
    assert Question.objects.get(pk=old).retired_at
    kept = application.answers.get(value="Four flights.")
    assert (kept.question_id, kept.wording) == (old, "What do you want to achieve?")


def test_answer_belongs_to_the_wording_that_was_shown(client, apply):
    seen = client.get("/apply/").context["form"].asked
    goal = default_questions()["goal"]
    goal.text, old = "What is your goal?", goal.pk
    goal.reword()
    assert apply(asked=seen, goal="Four flights.").status_code == 303
    assert Application.objects.get().answers.get(value="Four flights.").question_id == old


def test_refused_form_shows_the_wording_that_was_shown(client, apply):
    seen = client.get("/apply/").context["form"].asked
    goal = default_questions()["goal"]
    goal.text = "What is your goal?"
    goal.reword()
    for response in (apply(asked=seen, email="nope"), apply(asked=seen, headers={})):
        assert "What do you want to achieve?" in response.text
        assert "What is your goal?" not in response.text
        assert f'name="asked" value="{seen}"' in response.text
    assert "What is your goal?" in client.get("/apply/").text


def test_question_added_meanwhile_is_not_required(client, apply):
    seen = client.get("/apply/").context["form"].asked
    make_asked("And your shoe size?")
    assert apply(asked=seen).status_code == 303


def test_later_wording_has_the_same_name_in_the_form():
    goal = default_questions()["goal"]
    name = field_name(goal)
    for text in ("Your goal?", "Your aim?"):
        goal.text = text
        goal.reword()
        assert field_name(goal) == name


NO_LISTS = ["", "0", "-1", "x", ",,,", "²", "9" * 30, "1.5", "\x00", "<b>", "3;4"]


@pytest.mark.parametrize("asked", NO_LISTS)
def test_form_without_a_list_of_questions_needs_all_answers(apply, asked):
    assert apply(asked=asked, goal="").status_code == 422
    assert apply(asked=asked).status_code == 303


def test_two_wordings_of_a_question_are_shown_once(apply):
    goal = default_questions()["goal"]
    old = goal.pk
    goal.reword()
    assert apply(asked=f"{old},{goal.pk},{old}").status_code == 303
    assert Application.objects.get().answers.get().question_id == old


def test_database_refuses_to_change_a_question_in_place():
    question = make_asked()
    question.text = "Another?"
    with pytest.raises(TypeError):
        question.save()
    with pytest.raises(TypeError):
        question.save(update_fields=["text"])


def test_answered_question_cannot_be_deleted():
    make_application()
    with pytest.raises(ProtectedError):
        default_questions()["goal"].delete()


def test_database_refuses_two_current_wordings():
    question = make_asked()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_asked(first_wording=question)


def test_database_refuses_two_answers_to_one_question():
    application = make_application()
    with pytest.raises(IntegrityError), transaction.atomic():
        application.answers.create(question=default_questions()["goal"], value="Again.")


def test_later_of_two_rewordings_is_current():
    first, second = Question.objects.get(pk=make_asked().pk), Question.objects.last()
    for question, text in ((first, "Mine?"), (second, "Yours?")):
        question.text = text
        question.reword()
    assert [question.text for question in Question.objects.in_place_of(first.place).asked()] == ["Yours?"]
    assert Question.objects.in_place_of(first.place).count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrent
def test_ten_concurrent_rewordings_leave_one_current_wording():
    goal = default_questions()["goal"]
    start = threading.Barrier(10)

    def reword(question: Question) -> None:
        start.wait()
        try:
            question.reword()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(reword, [Question.objects.get(pk=goal.pk) for _ in range(10)]))
    assert Question.objects.in_place_of(goal.pk).asked().count() == 1
    assert Question.objects.in_place_of(goal.pk).count() == 11


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"kind": "choice", "choices": "Only one"}, "choices"),
        ({"kind": "several", "choices": " \n\n"}, "choices"),
        ({"kind": "several", "choices": "One\nTwo\n One "}, "choices"),
        ({"kind": "choice", "choices": "\n".join(map(str, range(51)))}, "choices"),
        ({"kind": "number", "minimum": 7, "maximum": 1}, "maximum"),
    ],
)
def test_unanswerable_question_is_refused(fields, named):
    with pytest.raises(ValidationError) as refused:
        Question(text="Why?", **fields).clean()
    assert list(refused.value.message_dict) == [named]


def test_fields_of_another_kind_are_cleared():
    question = Question(text="Why?", kind="long", choices="One\nTwo", minimum=1, maximum=2)
    question.clean()
    assert (question.choices, question.minimum, question.maximum) == ("", None, None)


def test_headline_is_the_first_long_answer():
    first = make_asked(kind="short")
    application = make_application({first: "By train."}, goal="Four flights.")
    assert application.headline == "Four flights."


def test_headline_without_a_long_question():
    assert make_application(goal="", training="").headline == "3"


def test_application_without_answers_has_no_headline(apply, make_only_question):
    make_only_question().retire()
    assert apply(goal="", training="", days_per_week="").status_code == 303
    assert Application.objects.get().headline == ""


def test_answers_are_read_in_two_queries(django_assert_num_queries):
    for _ in range(5):
        make_application()
    with django_assert_num_queries(3):
        for application in Application.objects.with_answers():
            assert [(answer.wording, answer.text) for answer in application.answers.all()]


def test_answers_are_in_the_order_of_the_form():
    last = make_asked()
    application = make_application({last: "Last of all."})
    Question.objects.filter(pk=last.pk).update(position=0)
    assert [answer.text for answer in application.answers.all()][-1] == "Last of all."


def test_reserved_field_names_are_no_questions(apply):
    assert apply(**make_posted(asked="1" * 400)).status_code == 303
