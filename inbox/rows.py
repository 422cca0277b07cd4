"""A page of the inbox with all that stands on it, in the same few queries however many rows it has."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Prefetch, Q, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, RowNumber

from coaching.models import Application, Note
from comments import hearing, waiting
from comments.models import Comment, Decision
from inbox.listing import OF_APPLICATIONS, Entry, Kind

MOST_WAITING = 5
MOST_ABOVE = 6
MOST_EARLIER = 3

# A comment and what it answers, and what that answers in turn.
ABOVE = """
WITH RECURSIVE above (id, parent_id, steps) AS (
    SELECT id, parent_id, 0 FROM comments_comment WHERE id IN ({places})
    UNION ALL
    SELECT comment.id, comment.parent_id, above.steps + 1
    FROM above JOIN comments_comment AS comment ON comment.id = above.parent_id WHERE above.steps < {most}
)
SELECT id FROM above
"""


@dataclass(slots=True)
class Said:
    """A comment in the talk that a row shows."""

    comment: Comment
    waits: bool
    outlook: hearing.Outlook | None = None
    earlier: list[Comment] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """One thread, with ``talk`` in the order of time; or an answer to ask about again; or an application: new, with a
    next step that is due, or corrected.
    """

    entry: Entry
    talk: list[Said] = field(default_factory=list)
    application: Application | None = None
    corrections: list[Note] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"{self.entry.what}-{self.entry.key}"

    @property
    def newest_correction(self) -> int | str:
        """What was seen when it is done with; empty if the applicant changed nothing."""
        return self.corrections[-1].pk if self.corrections else ""

    @property
    def is_cut(self) -> bool:
        """Is there more above than is shown?"""
        return bool(self.talk) and self.talk[0].comment.parent_id is not None

    @property
    def more(self) -> int:
        """How many wait here besides those shown."""
        return max(0, self.entry.count - sum(said.waits for said in self.talk))


def make_rows(entries: list[Entry]) -> list[Row]:
    """A row for each entry; none for what is gone since they were listed."""
    keys: dict[str, list[int]] = defaultdict(list)
    for entry in entries:
        keys[entry.what].append(entry.key)
    waiting_ids = _waiting_in(keys[Kind.THREAD])
    comments = _with_what_is_above([*waiting_ids, *keys[Kind.REMINDER]])
    earlier = _earlier([comments[pk] for pk in waiting_ids if pk in comments])
    applied = [key for kind in OF_APPLICATIONS for key in keys[kind]]
    applications = Application.objects.with_origin().with_answers().in_bulk(applied)
    corrections = _corrections(applications)
    outlooks = hearing.outlook(comments[pk] for pk in waiting_ids if pk in comments)
    talks = _talks(waiting_ids, comments)
    rows = []
    for entry in entries:
        if entry.what in OF_APPLICATIONS:
            rows.append(Row(entry, application=applications.get(entry.key), corrections=corrections[entry.key]))
            continue
        marked = {entry.key} if entry.what == Kind.REMINDER else set(talks[entry.key])
        rows.append(Row(entry, _talk(marked, comments, earlier, outlooks)))
    return [row for row in rows if row.talk or row.application]


def _corrections(applications: Iterable[int]) -> dict[int, list[Note]]:
    """What each of these was before its applicant changed it, the newest last."""
    found: dict[int, list[Note]] = defaultdict(list)
    for note in Note.objects.unseen().filter(application__in=applications):
        found[note.application_id].append(note)
    return found


def _waiting_in(roots: list[int]) -> list[int]:
    """The oldest that wait in each of these threads."""
    if not roots:
        return []
    place = Window(RowNumber(), partition_by=Coalesce("thread", "pk"), order_by=["created_at", "pk"])
    there = waiting.due().filter(Q(pk__in=roots) | Q(thread__in=roots)).order_by()
    return list(there.annotate(place=place).filter(place__lte=MOST_WAITING).values_list("pk", flat=True))


def _with_what_is_above(pks: list[int]) -> dict[int, Comment]:
    if not pks:
        return {}
    above = RawSQL(ABOVE.format(places=", ".join(["%s"] * len(pks)), most=MOST_ABOVE), pks)  # noqa: S611
    newest_first = Decision.objects.select_related("person").order_by("-decided_at", "-pk")
    found = (
        Comment.objects.filter(pk__in=above)
        .select_related("author", "post__address")
        .defer("post__body", "post__html")
        .prefetch_related(Prefetch("decisions", newest_first, to_attr="newest_decisions"))
    )
    return {comment.pk: comment for comment in found}


def _talks(waiting_ids: list[int], comments: dict[int, Comment]) -> dict[int, list[int]]:
    talks: dict[int, list[int]] = defaultdict(list)
    for pk in waiting_ids:
        if pk in comments:
            talks[comments[pk].thread_id or pk].append(pk)
    return talks


def _talk(
    marked: set[int],
    comments: dict[int, Comment],
    earlier: dict[str, list[Comment]],
    outlooks: dict[int, hearing.Outlook],
) -> list[Said]:
    shown: set[int] = set()
    for pk in marked & comments.keys():
        above: int | None = pk
        while above in comments and above not in shown:
            shown.add(above)
            above = comments[above].parent_id
    in_time = sorted((comments[pk] for pk in shown), key=lambda comment: (comment.created_at, comment.pk))
    return [
        Said(
            comment,
            waits=comment.pk in marked,
            outlook=outlooks.get(comment.pk),
            earlier=[
                other for other in earlier.get(_reader(comment), []) if comment.pk in marked and other.pk not in shown
            ][:MOST_EARLIER],
        )
        for comment in in_time
    ]


def _earlier(comments: Iterable[Comment]) -> dict[str, list[Comment]]:
    """The newest of what the writers of these said, by their e-mail address."""
    emails = {_reader(comment) for comment in comments if comment.email}
    if not emails:
        return {}
    place = Window(RowNumber(), partition_by=F("email"), order_by=["-created_at", "-pk"])
    newest: Any = Comment.objects.by_guests().filter(email__in=emails).order_by().annotate(place=place)
    found: dict[str, list[Comment]] = defaultdict(list)
    for comment in (
        newest.filter(place__lte=MOST_EARLIER + MOST_WAITING).select_related("post").defer("post__body", "post__html")
    ):
        found[_reader(comment)].append(comment)
    return found


def _reader(comment: Comment) -> str:
    return comment.email
