"""How answers hang together: no database, no HTTP. Nothing here recurses, so a chain may be as long as it likes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol


class Answer(Protocol):
    pk: int
    created_at: datetime
    parent_id: int | None
    is_pinned: bool


def roots(parents: Mapping[int, int | None]) -> dict[int, int]:
    """The comment that each comment's thread begins with, by its key; ``parents`` maps a comment to what it answers.

    A comment that answers nothing, or something that is not in ``parents``, begins a thread. Imported comments may
    answer each other in a circle: then the lowest key of the circle begins the thread.
    """
    found: dict[int, int] = {}
    for start in parents:
        here, path = start, dict[int, None]()
        while here not in found and here not in path:
            path[here] = None
            above = parents[here]
            if above is None or above not in parents:
                found[here] = here
            else:
                here = above
        circle = list(path)[list(path).index(here) :] if here not in found else []
        found.update(dict.fromkeys(path, min(circle) if circle else found[here]))
    return found


def in_reading_order[A: Answer](root: int, answers: Iterable[A]) -> Iterator[tuple[A, int]]:
    """Each answer once, right below what it answers, oldest first, with its depth (1 is an answer to the root).

    Answers to something that is not among them, or in a circle, stand as answers to the root. So does a pinned one,
    before all others, with what is below it.
    """
    oldest_first = sorted(answers, key=lambda answer: (answer.created_at, answer.pk))
    waiting = {answer.pk: answer for answer in oldest_first}
    below: dict[int | None, list[A]] = defaultdict(list)
    for answer in oldest_first:
        stays = answer.parent_id in waiting and not answer.is_pinned
        below[answer.parent_id if stays else root].append(answer)
    branches = sorted(below[root], key=lambda answer: not answer.is_pinned)
    while waiting:
        stack = [(answer, 1) for answer in reversed(branches)]
        while stack:
            answer, depth = stack.pop()
            if waiting.pop(answer.pk, None):
                yield answer, depth
                stack += [(next_answer, depth + 1) for next_answer in reversed(below[answer.pk])]
        branches = [next(iter(waiting.values()))] if waiting else []


def fair_share(sizes: Sequence[int], room: int) -> int:
    """The most that each may take so that all together take at most ``room``; short ones leave theirs to the long."""
    share = room
    for place, size in enumerate(sorted(sizes)):
        share = room // (len(sizes) - place)
        if size > share:
            break
        room -= size
    return share
