"""Puts the sample's conversations below its articles, each comment with the decisions that led to its state."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.text import slugify

from accounts.models import User
from blog.models import Post
from comments.models import Comment, Decision
from demo.conversations import Said, read_conversations

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
FIRST_TIMER = "first comment of this reader"
KNOWN_READER = "approved before under this name and e-mail"


def write_conversations(posts: dict[str, Post], people: dict[str, User], now: datetime) -> int:
    """Write all comments and their decisions; gives their number. Nobody is mailed about them."""
    known: set[str] = set()
    threads = [(posts[slug], said) for slug, thread in read_conversations() for said in thread]
    for post, said in sorted(threads, key=lambda thread: -thread[1].days):
        _write(said, post, None, people, known, now)
    return Comment.objects.count()


def _write(
    said: Said, post: Post, parent: Comment | None, people: dict[str, User], known: set[str], now: datetime
) -> None:
    staff = people.get(said.name)
    email = staff.email if staff else f"{slugify(said.name) or 'reader'}@example.org"
    comment = Comment(
        post=post,
        parent=parent,
        kind=said.kind,
        author=staff,
        name=said.name,
        email="" if said.kind == Comment.Kind.PINGBACK else email,
        website=said.website,
        text=said.text,
        created_at=now - timedelta(days=said.days),
        address=_address(said.name),
        user_agent=BROWSER,
        state=said.state,
    )
    decisions = list(_decisions(said, comment, people, known))
    comment.state_before = decisions[-2].verdict if len(decisions) > 1 else ""
    comment.screened_at = None if staff else comment.created_at
    comment.save()
    Decision.objects.bulk_create(decisions)
    for answer in said.answers:
        _write(answer, post, comment, people, known, now)


def _decisions(said: Said, comment: Comment, people: dict[str, User], known: set[str]) -> Iterator[Decision]:
    """First what the rules said on arrival, then what a person made of it."""
    mara = people["Mara Lindt"]
    arrived, later = comment.created_at, comment.created_at + timedelta(hours=2)

    def decided(decider: str, verdict: str, reason: str, at: datetime, person: User | None = None) -> Decision:
        return Decision(comment=comment, decider=decider, verdict=verdict, reason=reason, decided_at=at, person=person)

    if comment.author:
        yield decided("person", "approved", "", arrived, comment.author)
        return
    if said.decider in ("rule", "akismet"):
        yield decided(said.decider, said.state, said.reason, arrived)
        return
    is_known = said.name in known
    known.add(said.name)
    verdict, reason = ("approved", KNOWN_READER) if is_known else ("held", FIRST_TIMER)
    yield decided("rule", verdict, reason, arrived)
    if said.state != verdict:
        yield decided("person", said.state, said.reason, later, mara)


def _address(name: str) -> str:
    """An address of the block kept for documentation (RFC 5737), the same for the same reader."""
    return f"203.0.113.{hashlib.sha256(name.encode()).digest()[0] % 250 + 1}"
