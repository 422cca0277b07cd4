from datetime import timedelta

import pytest
from django.utils import timezone

from inbox.queries import unanswered_sentence
from tests.factories import make_answer, make_comment, make_post

pytestmark = pytest.mark.django_db


def test_each_reader_is_counted_once():
    post = make_post()
    make_comment(post, email="kim@example.org", text="How do I sign up?")
    make_comment(post, email="Kim@example.org", text="I want to join.")
    make_comment(post, email="", name="Noor")
    make_answer(make_comment(post))
    make_comment(post, created_at=timezone.now() - timedelta(days=100))
    assert (
        unanswered_sentence()
        == "You owe 2 recent readers an answer; 1 of them wanted to buy. 1 has waited for a long time."
    )


def test_sentence_without_a_wish_to_buy():
    make_comment(text="Lovely.")
    assert unanswered_sentence() == "You owe 1 recent reader an answer."


def test_sentence_without_waiting_readers():
    assert unanswered_sentence() == "You owe no recent reader an answer."
