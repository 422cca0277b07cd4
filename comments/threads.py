"""Order comments into threads. This module uses no database. It does not recurse, so chains may be of any length."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol


class ThreadedComment(Protocol):
    pk: int
    created_at: datetime
    parent_id: int | None
    is_pinned: bool


def thread_roots(parents: Mapping[int, int | None]) -> dict[int, int]:
    """Return the id of the first comment of each comment's thread. ``parents`` maps ids to ids of parents.

    A comment without a parent, or whose parent is not in ``parents``, begins a thread. In a circle of imported
    comments, the lowest id begins the thread.
    """
    roots: dict[int, int] = {}
    for start in parents:
        current, path = start, dict[int, None]()
        while current not in roots and current not in path:
            path[current] = None
            parent = parents[current]
            if parent is None or parent not in parents:
                roots[current] = current
            else:
                current = parent
        circle = list(path)[list(path).index(current) :] if current not in roots else []
        roots.update(dict.fromkeys(path, min(circle) if circle else roots[current]))
    return roots


def in_reading_order[A: ThreadedComment](root: int, answers: Iterable[A]) -> Iterator[tuple[A, int]]:
    """Yield each reply with its depth (1 is a reply to the root), below its parent, the oldest first.

    A reply whose parent is missing, or that is part of a circle, counts as a reply to the root. A pinned one does too,
    and comes first, with its own replies.
    """
    oldest_first = sorted(answers, key=lambda answer: (answer.created_at, answer.pk))
    waiting = {answer.pk: answer for answer in oldest_first}
    below: dict[int | None, list[A]] = defaultdict(list)
    for answer in oldest_first:
        has_parent = answer.parent_id in waiting and not answer.is_pinned
        below[answer.parent_id if has_parent else root].append(answer)
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
    """Return the largest share for which the sum of ``min(size, share)`` over ``sizes`` is at most ``room``."""
    share = room
    for index, size in enumerate(sorted(sizes)):
        share = room // (len(sizes) - index)
        if size > share:
            break
        room -= size
    return share
