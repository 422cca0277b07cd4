"""Random acts of three tabs of two people: no text is lost. ``SEED=…`` repeats a run; ``ACTS=…`` does more."""

import os
import secrets

import pytest

from tests.blog.desk.conftest import tab_of
from tests.blog.desk.random_desks import RandomDesks

pytestmark = pytest.mark.django_db

ACTS = 120


@pytest.mark.parametrize("part", range(3))
def test_no_text_is_lost_by_random_acts(coach, other, clock, part):
    seed = int(os.environ.get("SEED") or secrets.randbelow(10**9)) + part
    print(f"SEED={seed}")
    desks = RandomDesks(seed, [tab_of(coach), tab_of(coach), tab_of(other)], clock)
    for _act in range(int(os.environ.get("ACTS") or ACTS)):
        desks.act()
