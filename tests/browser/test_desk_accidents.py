"""Nothing that was written at the desk is lost: accidents drawn from seeds, and a table of what came of them.

``python -m tests.browser.many_accidents 500`` runs more of them.
"""

import os
from collections import Counter

import pytest

from tests.browser import accidents
from tests.browser.accidents import KINDS, Story, Writer
from tests.browser.conftest import NewContext, SignIn
from tests.factories import make_coach

COUNT = int(os.environ.get("ACCIDENTS", "12"))
SEED = int(os.environ.get("ACCIDENTS_SEED", "0"))
# Each is a test of its own, so that they can be run in parallel.
PARTS = 4


def table(stories: list[Story]) -> str:
    """For each kind: how many, the words typed, the words lost, the texts overwritten unseen."""
    rows = []
    for kind in dict.fromkeys(story.kind for story in stories):
        of_kind = [story for story in stories if story.kind == kind]
        counts = [sum(len(getattr(story, name)) for story in of_kind) for name in ("typed", "lost", "overwritten")]
        rows.append(f"{kind:24}" + "".join(f"{count:8}" for count in (len(of_kind), *counts)))
    return "\n".join([f"{'accident':24}{'times':>8}{'words':>8}{'lost':>8}{'over':>8}", *rows])


@pytest.mark.parametrize("part", range(PARTS))
def test_accidents_lose_nothing(part: int, new_context: NewContext, sign_in: SignIn, console_errors: list[str]) -> None:
    coach = Writer(make_coach(), new_context())
    colleague = Writer(make_coach(display_name="Anna Berg", email="anna@example.org"), new_context())
    stories = [
        accidents.run(KINDS[number % len(KINDS)], SEED + number, sign_in, coach, colleague)
        for number in range(part, COUNT, PARTS)
    ]
    print(table(stories))
    console_errors.clear()  # The browser reports each lost connection.
    assert [story for story in stories if not story.is_good] == []
    assert Counter(story.kind for story in stories)
