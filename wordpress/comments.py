"""Import the comments of an article. They keep their dates, their ids and their place in the thread.

Those of one article are inserted together, ``ROWS_A_STATEMENT`` in a transaction: readers can write in between, and the
page of the import counts what has come. Only replies to a comment that the database numbers come after it.
"""

import hashlib
import ipaddress
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import batched, groupby
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.models import Post
from comments.models import Comment, Decision, RepeatedError, TriageWords
from wordpress import records
from wordpress.comment_order import Source, arrange, key_by_content
from wordpress.models import ROWS_A_STATEMENT, ImportedRow

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
IN_WORDPRESS = gettext_lazy("Its state in WordPress.")


def reserve_comment_ids(highest: int) -> None:
    """Make the database number new comments above ``highest``.

    Otherwise a reader who comments during the import, or a comment without an id, could take an id that a comment of
    the export needs.
    """
    if not 0 < highest < BIGGEST_ID:
        return
    table = Comment._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'),"
                " GREATEST(%s, nextval(pg_get_serial_sequence(%s, 'id'))))",
                [table, highest, table],
            )
        else:
            cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s", [highest, table])
            if not cursor.rowcount:
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, highest])


def import_comments(run: "ImportRun", item: records.Item, post: Post | None) -> None:
    """Import the comments of ``item``. ``post`` is ``None`` if it was imported before and then deleted here."""
    if item.comments or post:
        _Batch(run, item, post).run_through()


@dataclass
class _Batch:
    """The comments of one article."""

    run: "ImportRun"
    item: records.Item
    post: Post | None
    words: TriageWords = field(default_factory=TriageWords.load)
    known: dict[str, int] = field(default_factory=dict)
    rows: dict[int, Comment] = field(default_factory=dict)
    # By the source: the id that the comment keeps, and its generation.
    numbers: dict[int, int] = field(default_factory=dict)
    generations: dict[int, int] = field(default_factory=dict)

    def run_through(self) -> None:
        sources = sorted(arrange(self.item), key=lambda source: source.level)
        self._find_known(sources)
        self._number([source for source in sources if source.key not in self.known])
        for some in batched(sorted(sources, key=self._generation_of), ROWS_A_STATEMENT):
            with transaction.atomic():
                for _generation, together in groupby(some, key=self._generation_of):
                    self._import_together(list(together))
        if self.post and self.run.exported_at:
            self._follow_missing(sources)

    def _generation_of(self, source: Source) -> int:
        """Return after how many others it comes, because the database has yet to number what it replies to."""
        parent = source.parent
        if parent is None:
            return self.generations.setdefault(id(source), 0)
        is_numbered = parent.key in self.known or id(parent) in self.numbers
        return self.generations.setdefault(id(source), self.generations[id(parent)] + (not is_numbered))

    def _find_known(self, sources: list[Source]) -> None:
        """Find the rows of earlier imports. An id that another article's comment has already is an id used twice."""
        self.known = self.run.find_all(Kind.COMMENT, [source.key for source in sources])
        self.rows = _fetch(Comment.objects.defer("triage"), "pk__in", self.known.values())
        for source in sources:
            row = self.rows.get(self.known.get(source.key, 0))
            if row and self.post and row.post_id != self.post.pk and row.text != source.comment.text:
                source.key = key_by_content(self.item, source.comment)
        others = [source.key for source in sources if source.key not in self.known]
        more = self.run.find_all(Kind.COMMENT, [key for key in others if "-" in key])
        self.known |= more
        self.rows |= _fetch(Comment.objects.defer("triage"), "pk__in", more.values())

    def _import_together(self, sources: list[Source]) -> None:
        self._follow_states([source for source in sources if source.key in self.known])
        added = [source for source in sources if self._is_to_be_added(source)]
        rows = [source.row for source in added if source.row]
        _make_fingerprints_unique(rows, [f"{self.run.site} {source.key}" for source in added])
        Comment.objects.bulk_create(rows)
        Decision.objects.bulk_create(
            Decision(comment=row, decider=Decision.Decider.IMPORT, verdict=row.state, reason=str(IN_WORDPRESS))
            for row in rows
        )
        self.run.remember_all(Kind.COMMENT, [(source.key, row.pk) for source, row in zip(added, rows, strict=True)])
        for source in added:
            self.run.report.tally_for(source.comment.kind).imported += 1

    def _is_to_be_added(self, source: Source) -> bool:
        """Make its row and return true if the comment is new. Otherwise count it, and set the row that its replies are
        attached to."""
        parent = source.parent.row if source.parent else None
        tally = self.run.report.tally_for(source.comment.kind)
        if source.key in self.known:
            source.row = self.rows.get(self.known[source.key], parent)
            tally.already_there += 1
            return False
        if reason := _why_left_out(source.comment, self.post):
            source.row = parent
            tally.left_out[reason] += 1
            return False
        source.row = self._make_row(source)
        source.row.pk = self.numbers.get(id(source))
        return True

    def _make_row(self, source: Source) -> Comment:
        comment, post = source.comment, self.post
        assert post is not None  # noqa: S101
        parent = source.parent.row if source.parent else None
        author = self.run.author_of(comment)
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
            # What WordPress does not say, the coach decides.
            state=STATES.get(comment.approved, Comment.State.HELD),
        )
        if row.kind == Comment.Kind.COMMENT and parent and parent.kind == Comment.Kind.COMMENT:
            row.thread_id = parent.thread_id or parent.pk
        if row.is_by_guest:
            row.run_triage(self.words)
        row.fingerprint = row.make_fingerprint()
        return row

    def _number(self, sources: list[Source]) -> None:
        """Let each comment keep its id, if that is free. The database numbers the others."""
        wanted = [source.comment.id for source in sources if 0 < source.comment.id < BIGGEST_ID]
        taken = set(_fetch(Comment.objects.only("pk"), "pk__in", wanted))
        for source in sources:
            pk = source.comment.id
            if 0 < pk < BIGGEST_ID and pk not in taken:
                self.numbers[id(source)] = pk
                taken.add(pk)

    def _follow_states(self, sources: list[Source]) -> None:
        """Apply decisions that were made in WordPress since the last import, unless a person decided here."""
        pks = [self.known[source.key] for source in sources]
        last = _last_imported_states(pks)
        for source, pk in zip(sources, pks, strict=True):
            verdict = STATES.get(source.comment.approved)
            if (row := self.rows.get(pk)) and verdict and last.get(pk, verdict) != verdict:
                self._follow(row, verdict, str(IN_WORDPRESS))

    @transaction.atomic
    def _follow_missing(self, sources: list[Source]) -> None:
        """Exports leave spam out. What is in a later export no more became spam there, or was deleted for good."""
        assert self.post is not None  # noqa: S101
        seen = {row.pk for source in sources if (row := self.rows.get(self.known.get(source.key, 0)))}
        shown = Comment.objects.filter(post=self.post, state__in=(Comment.State.APPROVED, Comment.State.HELD))
        rows = ImportedRow.objects.filter(site=self.run.site, kind=Kind.COMMENT, object_id__in=shown.values("pk"))
        earlier = rows.filter(imported_at__lt=self.run.exported_at)
        for pk in set(earlier.values_list("object_id", flat=True)) - seen:
            reason = _("It is in WordPress’s export no more: it became spam there, or was deleted.")
            self._follow(Comment.objects.get(pk=pk), Comment.State.SPAM, reason)

    def _follow(self, row: Comment, verdict: str, reason: str) -> None:
        tally = self.run.report.tally_for(row.kind)
        try:
            followed = row.decide(verdict, decider=Decision.Decider.IMPORT, reason=reason)
        except RepeatedError:
            followed = False
        if followed:
            tally.updated += 1
        else:
            tally.kept[_("staff decided otherwise here")] += 1


def _last_imported_states(pks: list[int]) -> dict[int, str]:
    """Return the states that the last import found, by comment."""
    found: dict[int, str] = {}
    for chunk in batched(pks, ROWS_A_STATEMENT):
        decisions = Decision.objects.filter(comment__in=chunk, decider=Decision.Decider.IMPORT).order_by("pk")
        found |= dict(decisions.values_list("comment_id", "verdict"))
    return found


def _fetch(rows: Any, lookup: str, values: Iterable[Any]) -> dict[int, Comment]:
    """Return the rows with these values by primary key, in as many statements as needed."""
    return {
        row.pk: row
        for chunk in batched(dict.fromkeys(values), ROWS_A_STATEMENT)
        for row in rows.filter(**{lookup: chunk})
    }


def _make_fingerprints_unique(rows: list[Comment], names: list[str]) -> None:
    """WordPress may have the same words twice. ``names`` tell the comments apart."""
    found = _fetch(Comment.objects.only("fingerprint"), "fingerprint__in", [row.fingerprint for row in rows])
    taken = {row.fingerprint for row in found.values()}
    for row, name in zip(rows, names, strict=True):
        if row.fingerprint in taken:
            row.fingerprint = hashlib.sha256(f"{row.fingerprint} {name}".encode()).hexdigest()
        taken.add(row.fingerprint)


def _why_left_out(comment: records.Comment, post: Post | None) -> str:
    if post is None:
        return _("its article was deleted here")
    if comment.kind not in Comment.Kind:
        return _("comments of the type “%s” are not shown to readers") % comment.kind
    return ""


def _valid(text: str, length: int, validate: Callable[[str], None]) -> str:
    try:
        validate(text)
    except ValidationError:
        return ""
    return text if len(text) <= length else ""


def _valid_ip_address(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None
