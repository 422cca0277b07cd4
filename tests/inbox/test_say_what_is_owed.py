from datetime import timedelta

import pytest
from django.utils import timezone

from inbox.listing import say_what_is_owed
from tests.factories import make_answer, make_comment, make_post

pytestmark = pytest.mark.django_db


def test_readers_are_counted_once():
    post = make_post()
    make_comment(post, email="kim@example.org", text="How do I sign up?")
    make_comment(post, email="Kim@example.org", text="I want to join.")
    make_comment(post, email="", name="Noor")
    make_answer(make_comment(post))
    make_comment(post, created_at=timezone.now() - timedelta(days=100))
    assert say_what_is_owed() == "You owe 2 recent readers an answer; 1 of them wanted to buy. 1 has waited for long."


def test_nobody_wished_to_buy():
    make_comment(text="Lovely.")
    assert say_what_is_owed() == "You owe 1 recent reader an answer."


def test_nobody_is_owed_an_answer():
    assert say_what_is_owed() == "You owe no recent reader an answer."
