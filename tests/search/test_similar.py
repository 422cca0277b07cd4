"""Answers to questions like a new one."""

import pytest
from django.db.models import Q

from blog.models import Post
from comments.models import Comment
from comments.moderation.anonymise import anonymise_comments
from search.filling import fill
from search.similar import similar_answers
from tests.factories import make_answer, make_comment, make_post
from tests.search.questions import ALIKE

pytestmark = pytest.mark.django_db


def offered(text: str) -> list[str]:
    return [one.answer.text for one in similar_answers(Comment(text=text))]


@pytest.mark.usefixtures("sample")
def test_right_answer_is_among_three_for_twenty_questions() -> None:
    assert len(ALIKE) == 20
    found = {text: [answer[:40] for answer in offered(text)] for text in ALIKE}
    wrong = {text: some for text, some in found.items() if not any(one.startswith(ALIKE[text][:40]) for one in some)}
    assert wrong == {}


@pytest.fixture
def answer() -> Comment:
    post = make_post("hips")
    answer = make_answer(make_comment(post, text="My sacrum creaks at night."), text="Let it creak.")
    fill()
    return answer


def test_answer_and_its_question_are_offered(answer: Comment) -> None:
    (found,) = similar_answers(Comment(text="A creaking sacrum!"))
    assert (found.question, found.answer, found.text) == (answer.parent, answer, "Let it creak.")


def test_answer_to_the_question_itself_is_not_offered(answer: Comment) -> None:
    assert answer.parent
    assert similar_answers(answer.parent) == []


@pytest.mark.parametrize("text", ["", "?!", "Zwetschge."])
def test_nothing_is_offered_for_other_words(answer: Comment, text: str) -> None:
    assert offered(text) == []


@pytest.mark.parametrize("state", ["held", "spam", "binned"])
@pytest.mark.parametrize("part", ["question", "answer"])
def test_hidden_is_not_offered(answer: Comment, part: str, state: str) -> None:
    assert offered("sacrum")
    hidden = Q(pk=answer.pk) if part == "answer" else Q(pk=answer.parent_id)
    Comment.objects.filter(hidden).update(state=state)
    assert offered("My sacrum creaks") == []
    fill()
    assert offered("My sacrum creaks") == []


def test_private_answer_is_not_offered(answer: Comment) -> None:
    question = make_comment(answer.post, text="Does a coccyx creak?", state="held", is_private=True)
    make_answer(question, text="Privately, yes, the coccyx too.", state="held", is_private=True)
    fill()
    assert offered("coccyx") == []


def test_answer_to_an_erased_question_is_not_offered(answer: Comment) -> None:
    anonymise_comments(Comment.objects.filter(pk=answer.parent_id))
    fill()
    assert offered("My sacrum creaks") == []


def test_answer_on_a_hidden_article_is_not_offered(answer: Comment) -> None:
    Post.objects.update(state=Post.State.DRAFT)
    assert offered("My sacrum creaks") == []
