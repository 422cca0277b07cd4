"""The sample's comments, each with the decisions that led to its state."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.text import slugify

from accounts.models import User
from blog.models import Post
from comments.models import Comment, Decision, MailRecipient, ScreeningRules
from comments.screening import rules
from demo import site
from demo.conversations import DemoComment, read_conversations

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
UNTIL_APPROVED, UNTIL_BINNED = timedelta(hours=2), timedelta(days=2)


def write_conversations(posts: dict[str, Post], people: dict[str, User], now: datetime) -> int:
    """Write all comments and their decisions, and return the number of comments. No mail is sent."""
    written: dict[DemoComment, Comment] = {}
    approved_readers: set[str] = set()
    for said in read_conversations():
        comment = _make_comment(said, people.get(said.name), now)
        comment.post, comment.parent = posts[said.slug], written.get(said.answers_to) if said.answers_to else None
        decisions = list(_decide(said, comment, people[site.MARA.name], is_known=said.name in approved_readers))
        if len(decisions) > 1:
            comment.state_before = decisions[-2].verdict
        comment.save()
        if comment.is_by_guest:
            MailRecipient.objects.register(comment.email)
        Decision.objects.bulk_create(decisions)
        written[said] = comment
        if said.state == Comment.State.APPROVED:
            approved_readers.add(said.name)
    return len(written)


def _make_comment(said: DemoComment, staff: User | None, now: datetime) -> Comment:
    created_at = now - timedelta(days=said.days)
    comment = Comment(
        kind=said.kind,
        author=staff,
        name=said.name,
        website=said.website,
        text=said.text,
        state=said.state,
        created_at=created_at,
        screened_at=None if staff else created_at,
    )
    if staff:
        comment.email = staff.email
    elif said.kind == Comment.Kind.COMMENT:
        comment.email = f"{slugify(said.name)}@example.org"
        comment.ip_address, comment.user_agent = _address(said.name), BROWSER
    return comment


def _decide(said: DemoComment, comment: Comment, mara: User, is_known: bool) -> Iterator[Decision]:
    """Record the site's rules first, then Akismet if it decided, then the decision of a person."""
    arrived = comment.created_at
    if comment.author:
        yield _decision(comment, "person", "approved", arrived, person=comment.author)
    elif said.decider == "rule":
        yield _decision(comment, "rule", said.state, arrived, said.reason)
    else:
        ruling = rules.judge(comment, ScreeningRules(), staff=(), is_known=is_known)
        yield _decision(comment, "rule", ruling.verdict, arrived, ruling.reason)
        if said.decider == "akismet":
            yield _decision(comment, "akismet", said.state, arrived, said.reason)
        elif said.state != "held" and ruling.verdict == "held":
            yield _decision(comment, "person", "approved", arrived + UNTIL_APPROVED, person=mara)
        if said.state == "binned":
            yield _decision(comment, "person", "binned", arrived + UNTIL_BINNED, said.reason, mara)


def _decision(
    comment: Comment, decider: str, verdict: str, at: datetime, reason: str = "", person: User | None = None
) -> Decision:
    return Decision(comment=comment, decider=decider, verdict=verdict, decided_at=at, reason=reason, person=person)


def _address(name: str) -> str:
    """Return an IP address reserved for documentation (RFC 5737), the same for the same reader."""
    return f"203.0.113.{hashlib.sha256(name.encode()).digest()[0] % 250 + 1}"
