import pytest

from comments.models import Comment
from tests.factories import make_answer, make_comment, make_post

pytestmark = pytest.mark.django_db

QUESTION = "Do my knees have to hurt on stairs?"
ANSWER = "They don’t. Step up more slowly."


def front(client) -> str:
    return client.get("/").content.decode()


def test_front_page_shows_the_latest_question_with_its_answer(client):
    asked = make_comment(make_post("stairs", title="Stairs"), name="Theo", text=QUESTION)
    make_answer(asked, text=ANSWER)
    html = front(client)
    assert QUESTION in html
    assert ANSWER in html
    assert f'href="{asked.get_absolute_url()}"' in html


def test_answer_to_no_question_is_not_shown(client):
    make_answer(make_comment(text="Thank you."), text=ANSWER)
    assert ANSWER not in front(client)


def test_answer_to_a_hidden_question_is_not_shown(client):
    make_answer(make_comment(text=QUESTION, state=Comment.State.SPAM), text=ANSWER)
    assert ANSWER not in front(client)


def test_answer_below_a_draft_is_not_shown(client):
    make_answer(make_comment(make_post("stairs", state="draft"), text=QUESTION), text=ANSWER)
    assert ANSWER not in front(client)


def test_private_answer_is_not_shown(client):
    asked = make_comment(text=QUESTION, is_private=True, state=Comment.State.HELD)
    make_answer(asked, text=ANSWER, is_private=True, state=Comment.State.HELD)
    assert ANSWER not in front(client)
