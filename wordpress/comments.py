"""Import the comments of an article. They keep their dates, their ids and their place in the thread."""

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
    """Make PostgreSQL number new comments above ``highest``.

    Otherwise a reader who comments during the import could take an id that a comment of the export needs. SQLite
    always counts up from the highest id.
    """
    if connection.vendor != "postgresql" or not 0 < highest < BIGGEST_ID:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), GREATEST(%s, nextval(pg_get_serial_sequence(%s, 'id'))))",
            [Comment._meta.db_table, highest, Comment._meta.db_table],
        )


def import_comments(run: "ImportRun", item: parse.Item, post: Post | None) -> None:
    """Import the comments of ``item``. ``post`` is ``None`` if it was imported before and then deleted here."""
    by_id = {comment.id: comment for comment in item.comments}
    imported: dict[int, Comment | None] = {}
    for comment in item.comments:
        for source in _with_missing_ancestors(comment, by_id, imported):
            imported[source.id] = _import_comment(run, source, post, imported)


def leave_out_comments(run: "ImportRun", item: parse.Item, reason: str) -> None:
    for comment in item.comments:
        run.report.tally_for(comment.kind).left_out[reason] += 1


def _with_missing_ancestors(
    comment: parse.Comment, by_id: dict[int, parse.Comment], imported: dict[int, Comment | None]
) -> list[parse.Comment]:
    """Return ``comment`` and its ancestors that are not imported yet, the topmost first. A circle of parents is cut."""
    chain: list[parse.Comment] = []
    ancestor: parse.Comment | None = comment
    while ancestor and ancestor.id not in imported and ancestor not in chain:
        chain.append(ancestor)
        ancestor = by_id.get(ancestor.parent)
    return chain[::-1]


def _import_comment(
    run: "ImportRun", comment: parse.Comment, post: Post | None, imported: dict[int, Comment | None]
) -> Comment | None:
    """Return the row, new or from an earlier import. For a comment that is left out, return the row that its replies
    are attached to instead."""
    tally = run.report.tally_for(comment.kind)
    parent = imported.get(comment.parent)
    imported_id = run.find(Kind.COMMENT, comment.id)
    reason = _why_left_out(comment, post)
    if imported_id:
        tally.already_there += 1
        return Comment.objects.filter(pk=imported_id).first() or parent
    if reason or post is None:
        tally.left_out[reason] += 1
        return parent
    row = _make_row(run, comment, post, parent)
    row.save(force_insert=True)
    row.decisions.create(decider=Decision.Decider.IMPORT, verdict=row.state, reason=_("Its state in WordPress."))
    run.remember(Kind.COMMENT, comment.id, row.pk)
    tally.imported += 1
    return row


def _why_left_out(comment: parse.Comment, post: Post | None) -> str:
    if post is None:
        return _("its article was deleted here")
    if comment.kind not in Comment.Kind:
        return _("comments of the type “%s” are not shown to readers") % comment.kind
    if comment.approved not in STATES:
        return _("its state “%s” is unknown") % comment.approved
    return ""


def _make_row(run: "ImportRun", comment: parse.Comment, post: Post, parent: Comment | None) -> Comment:
    author = run.author_of(comment)
    row = Comment(
        post=post,
        parent=parent,
        kind=comment.kind,
        author=author,
        name=(comment.author or (author.display_name if author else _("Anonymous")))[:245],
        email=_valid(comment.email.lower(), 100, validate_email),
        website=_valid(comment.url, 200, URLValidator(schemes=["http", "https"])),
        text=comment.text,
        created_at=comment.written_at or post.published_at or timezone.now(),
        ip_address=_valid_ip_address(comment.ip_address),
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


def _valid_ip_address(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None
