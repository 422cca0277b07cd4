"""Put the comments of an article into the order of their threads, and name those that have no id of their own."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from comments import models
from wordpress.records import Comment, Item


@dataclass(slots=True)
class Source:
    """A comment of the file. ``key`` is what it is remembered by, ``level`` its depth in the thread of the file."""

    comment: Comment
    key: str
    parent: "Source | None" = None
    level: int = 0
    # The row that it became. Of one that is left out, the row that its replies are attached to instead.
    row: models.Comment | None = None


def arrange(item: Item) -> list[Source]:
    """Return the comments with their parents and levels. A circle of parents is cut where it is first seen."""
    by_id: dict[int, Source] = {}
    sources: list[Source] = []
    for comment in item.comments:
        is_repeated = not comment.id or comment.id in by_id
        source = Source(comment, key_by_content(item, comment) if is_repeated else str(comment.id))
        sources.append(source)
        by_id.setdefault(comment.id, source)
    done: set[int] = set()
    for source in sources:
        for one in _with_missing_ancestors(source, by_id, done):
            parent = by_id.get(one.comment.parent) if one.comment.parent else None
            if parent and id(parent) in done:
                one.parent, one.level = parent, parent.level + 1
            done.add(id(one))
    return _without_same(sources)


def _without_same(sources: list[Source]) -> list[Source]:
    """Number comments that are alike in everything, which have the same key."""
    seen: dict[str, int] = {}
    for source in sources:
        seen[source.key] = seen.get(source.key, 0) + 1
        if seen[source.key] > 1:
            source.key = f"{source.key}-{seen[source.key]}"
    return sources


def _with_missing_ancestors(source: Source, by_id: dict[int, Source], done: set[int]) -> Iterator[Source]:
    """Yield ``source`` and its ancestors that are not done yet, the topmost first."""
    chain: dict[int, Source] = {}
    ancestor: Source | None = source
    while ancestor and id(ancestor) not in done and id(ancestor) not in chain:
        chain[id(ancestor)] = ancestor
        ancestor = by_id.get(ancestor.comment.parent) if ancestor.comment.parent else None
    return reversed(chain.values())


def key_by_content(item: Item, comment: Comment) -> str:
    """Return what a comment without an id of its own is remembered by."""
    parts = (item.key, comment.author, comment.email, str(comment.written_at), comment.text)
    return f"{comment.id}-{hashlib.sha256('\0'.join(parts).encode()).hexdigest()[:40]}"
