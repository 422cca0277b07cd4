from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment
from core.guard import HONEYPOT, HoneypotMixin, is_flood
from tests.factories import make_comment

MINUTE = timedelta(minutes=1)


def test_empty_honeypot_lets_pass():
    form = HoneypotMixin({})
    assert form.is_valid()
    assert not form.is_trapped


def test_filled_honeypot_traps_and_is_valid():
    form = HoneypotMixin({HONEYPOT: "https://spam.example"})
    assert form.is_valid()
    assert form.is_trapped


def test_honeypot_is_out_of_the_way_of_keyboards_and_autofill():
    assert 'tabindex="-1"' in str(HoneypotMixin())
    assert 'autocomplete="off"' in str(HoneypotMixin())


@pytest.fixture
def two_from_one_place(db):
    for _each in range(2):
        make_comment(address="203.0.113.9", email="nadia@example.org", created_at=timezone.now() - MINUTE / 2)


@pytest.mark.parametrize(
    ("limit", "of", "expected"),
    [
        (2, {"address": "203.0.113.9"}, True),
        (3, {"address": "203.0.113.9"}, False),
        (2, {"address": "203.0.113.8"}, False),
        (2, {"address": "203.0.113.8", "email": "nadia@example.org"}, True),
        (2, {"address": None, "email": ""}, False),
    ],
)
def test_flood_is_counted_from_rows_that_match_any(two_from_one_place, limit, of, expected):
    assert is_flood(Comment.objects.all(), limit=limit, within=MINUTE, **of) is expected


def test_flood_is_over_in_time(two_from_one_place):
    assert not is_flood(Comment.objects.all(), limit=2, within=MINUTE / 4, address="203.0.113.9")
