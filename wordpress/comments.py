"""The thread below an imported post: original dates and ids, replies under whom they answer."""

import hashlib
import ipaddress
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.models import Post
from comments.models import Comment, Decision
from wordpress import parse
from wordpress.models import ImportedRow

if TYPE_CHECKING:
    from wordpress.importer import ImportRun

Kind = ImportedRow.Kind
STATES = {
    "1": Comment.State.APPROVED,
    "approve": Comment.State.APPROVED,
    "0": Comment.State.HELD,
    "hold": Comment.State.HELD,
    "spam": Comment.State.SPAM,
    "trash": Comment.State.BINNED,
    "post-trashed": Comment.State.BINNED,
}
BIGGEST_ID = 2**31


def reserve_comment_ids(highest: int) -> None:
    """Let PostgreSQL number new comments above ``highest``, so that a reader who writes meanwhile takes no id of the
    export's. SQLite does so by itself."""
    if connection.vendor != "postgresql" or not 0 < highest < BIGGEST_ID:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), GREATEST(%s, nextval(pg_get_serial_sequence(%s, 'id'))))",
            [Comment._meta.db_table, highest, Comment._meta.db_table],
        )


def import_comments(run: "ImportRun", item: parse.Item, post: Post | None) -> None:
    """Import the comments of ``item``; ``post`` is ``None`` when it was imported once and deleted here since."""
    by_id = {comment.id: comment for comment in item.comments}
    placed: dict[int, Comment | None] = {}
    for comment in item.comments:
        for one in _line_of_parents(comment, by_id, placed):
            placed[one.id] = _import_comment(run, one, post, placed)


def leave_out_comments(run: "ImportRun", item: parse.Item, reason: str) -> None:
    for comment in item.comments:
        run.report.of(comment.kind).left_out[reason] += 1


def _line_of_parents(
    comment: parse.Comment, by_id: dict[int, parse.Comment], placed: dict[int, Comment | None]
) -> list[parse.Comment]:
    """``comment`` and what it answers, as far as not placed yet, topmost first; a circle is cut where it closes."""
    line: list[parse.Comment] = []
    one: parse.Comment | None = comment
    while one and one.id not in placed and one not in line:
        line.append(one)
        one = by_id.get(one.parent)
    return line[::-1]


def _import_comment(
    run: "ImportRun", comment: parse.Comment, post: Post | None, placed: dict[int, Comment | None]
) -> Comment | None:
    """The row, new or from an earlier import; for one that is left out, the row its answers move up to."""
    tally = run.report.of(comment.kind)
    above = placed.get(comment.parent)
    known = run.find(Kind.COMMENT, comment.id)
    reason = _why_left_out(comment, post)
    if known:
        tally.already_there += 1
        return Comment.objects.filter(pk=known).first() or above
    if reason or post is None:
        tally.left_out[reason] += 1
        return above
    row = _make_row(run, comment, post, above)
    row.save(force_insert=True)
    row.decisions.create(decider=Decision.Decider.IMPORT, verdict=row.state, reason=_("Its state in WordPress."))
    run.remember(Kind.COMMENT, comment.id, row.pk)
    tally.imported += 1
    return row


def _why_left_out(comment: parse.Comment, post: Post | None) -> str:
    if post is None:
        return _("its article was deleted here")
    if comment.kind not in Comment.Kind:
        return _("“%s” is not for the public") % comment.kind
    if comment.approved not in STATES:
        return _("its state “%s” is unknown") % comment.approved
    return ""


def _make_row(run: "ImportRun", comment: parse.Comment, post: Post, above: Comment | None) -> Comment:
    author = run.author_of(comment)
    row = Comment(
        post=post,
        parent=above,
        kind=comment.kind,
        author=author,
        name=(comment.author or (author.display_name if author else _("Anonymous")))[:245],
        email=_valid(comment.email.lower(), 100, validate_email),
        website=_valid(comment.url, 200, URLValidator(schemes=["http", "https"])),
        text=comment.text,
        created_at=comment.written_at or post.published_at or timezone.now(),
        address=_valid_address(comment.address),
        state=STATES[comment.approved],
    )
    if 0 < comment.id < BIGGEST_ID and not Comment.objects.filter(pk=comment.id).exists():
        row.pk = comment.id
    row.fingerprint = row.make_fingerprint()
    if Comment.objects.filter(fingerprint=row.fingerprint).exists():
        row.fingerprint = hashlib.sha256(f"{row.fingerprint} {run.site} {comment.id}".encode()).hexdigest()
    return row


def _valid(text: str, length: int, validate: object) -> str:
    try:
        validate(text)  # type: ignore[operator]
    except ValidationError:
        return ""
    return text if len(text) <= length else ""


def _valid_address(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None
