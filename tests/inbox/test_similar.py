"""Earlier answers to questions like one that waits."""

import pytest
from django.test import Client

from search.filling import fill
from tests.factories import make_answer, make_coach, make_comment, make_post, make_user

pytestmark = pytest.mark.django_db


def test_earlier_answers_are_shown_with_what_is_inserted(client: Client) -> None:
    post = make_post("hips", title="Hips")
    answer = make_answer(make_comment(post, text="My sacrum <b>creaks</b>."), text="Let it creak.\n\nIt is old.")
    question = make_comment(post, text="A creaking sacrum?")
    fill()
    client.force_login(make_coach())
    page = client.get(f"/admin/inbox/{question.pk}/similar/").content.decode()
    assert "My sacrum creaks." in page
    assert f'data-insert="answer-{question.pk}" data-text="Let it creak.\n\nIt is old."' in page
    assert answer.get_absolute_url() in page
    assert f"/admin/inbox/{question.pk}/similar/" in client.get("/admin/inbox/").content.decode()


def test_nothing_like_it_is_said(client: Client) -> None:
    question = make_comment(text="A creaking sacrum?")
    client.force_login(make_coach())
    page = client.get(f"/admin/inbox/{question.pk}/similar/")
    assert "No question like this was answered before." in page.content.decode()


def test_staff_who_may_not_answer_are_refused(client: Client) -> None:
    client.force_login(make_user(is_staff=True))
    assert client.get(f"/admin/inbox/{make_comment().pk}/similar/").status_code == 403
