"""The rows of a page of the inbox, loaded in a fixed number of queries, however many rows there are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Prefetch, Q, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, RowNumber

from coaching.models import Application, Note
from comments import unanswered
from comments.models import Comment, Decision
from comments.notifications import readers as reader_notifications
from inbox.queries import APPLICATION_KINDS, Item, ItemKind

MAX_UNANSWERED = 5
MAX_ANCESTORS = 6
MAX_EARLIER = 3

# Comments and their ancestors.
ANCESTORS_SQL = """
WITH RECURSIVE above (id, parent_id, steps) AS (
    SELECT id, parent_id, 0 FROM comments_comment WHERE id IN ({places})
    UNION ALL
    SELECT comment.id, comment.parent_id, above.steps + 1
    FROM above JOIN comments_comment AS comment ON comment.id = above.parent_id WHERE above.steps < {most}
)
SELECT id FROM above
"""


@dataclass(slots=True)
class ConversationComment:
    """A comment of the conversation that a row shows. ``earlier`` are other comments by the same reader."""

    comment: Comment
    is_unanswered: bool
    notify_status: reader_notifications.NotifyStatus | None = None
    earlier: list[Comment] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """A row of the inbox. It has an ``application``, or a ``conversation``, whose oldest comment comes first."""

    item: Item
    conversation: list[ConversationComment] = field(default_factory=list)
    application: Application | None = None
    corrections: list[Note] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"{self.item.what}-{self.item.key}"

    @property
    def newest_correction(self) -> int | str:
        """The id of the newest correction that the coach sees here; empty if there is none."""
        return self.corrections[-1].pk if self.corrections else ""

    @property
    def is_cut(self) -> bool:
        """Whether the conversation has earlier comments that are not shown."""
        return bool(self.conversation) and self.conversation[0].comment.parent_id is not None

    @property
    def hidden_unanswered(self) -> int:
        """The number of comments that wait in this thread and are not shown."""
        return max(0, self.item.count - sum(part.is_unanswered for part in self.conversation))


def make_rows(items: list[Item]) -> list[Row]:
    """Return a row for each item whose comment or application still exists."""
    keys: dict[str, list[int]] = defaultdict(list)
    for item in items:
        keys[item.what].append(item.key)
    waiting_ids = _unanswered_in(keys[ItemKind.THREAD])
    comments = _with_ancestors([*waiting_ids, *keys[ItemKind.REMINDER]])
    earlier = _earlier([comments[pk] for pk in waiting_ids if pk in comments])
    application_ids = [key for kind in APPLICATION_KINDS for key in keys[kind]]
    applications = Application.objects.with_origin().with_answers().in_bulk(application_ids)
    corrections = _corrections(applications)
    notify_statuses = reader_notifications.notify_statuses(comments[pk] for pk in waiting_ids if pk in comments)
    conversations = _conversations(waiting_ids, comments)
    rows = []
    for item in items:
        if item.what in APPLICATION_KINDS:
            rows.append(Row(item, application=applications.get(item.key), corrections=corrections[item.key]))
            continue
        waiting = {item.key} if item.what == ItemKind.REMINDER else set(conversations[item.key])
        rows.append(Row(item, _conversation(waiting, comments, earlier, notify_statuses)))
    return [row for row in rows if row.conversation or row.application]


def _corrections(applications: Iterable[int]) -> dict[int, list[Note]]:
    """Return the unseen corrections of each application, the newest last. A correction is a note with the old text."""
    corrections: dict[int, list[Note]] = defaultdict(list)
    for note in Note.objects.unseen().filter(application__in=applications):
        corrections[note.application_id].append(note)
    return corrections


def _unanswered_in(roots: list[int]) -> list[int]:
    """Return the ids of the oldest comments that wait in each of these threads."""
    if not roots:
        return []
    rank = Window(RowNumber(), partition_by=Coalesce("thread", "pk"), order_by=["created_at", "pk"])
    in_threads = unanswered.due().filter(Q(pk__in=roots) | Q(thread__in=roots)).order_by()
    return list(in_threads.annotate(rank=rank).filter(rank__lte=MAX_UNANSWERED).values_list("pk", flat=True))


def _with_ancestors(pks: list[int]) -> dict[int, Comment]:
    if not pks:
        return {}
    above = RawSQL(ANCESTORS_SQL.format(places=", ".join(["%s"] * len(pks)), most=MAX_ANCESTORS), pks)  # noqa: S611
    newest_first = Decision.objects.select_related("person").order_by("-decided_at", "-pk")
    found = (
        Comment.objects.filter(pk__in=above)
        .select_related("author", "post__address")
        .defer("post__body", "post__html")
        .prefetch_related(Prefetch("decisions", newest_first, to_attr="newest_decisions"))
    )
    return {comment.pk: comment for comment in found}


def _conversations(waiting_ids: list[int], comments: dict[int, Comment]) -> dict[int, list[int]]:
    conversations: dict[int, list[int]] = defaultdict(list)
    for pk in waiting_ids:
        if pk in comments:
            conversations[comments[pk].thread_id or pk].append(pk)
    return conversations


def _conversation(
    marked: set[int],
    comments: dict[int, Comment],
    earlier: dict[str, list[Comment]],
    notify_statuses: dict[int, reader_notifications.NotifyStatus],
) -> list[ConversationComment]:
    shown: set[int] = set()
    for pk in marked & comments.keys():
        above: int | None = pk
        while above in comments and above not in shown:
            shown.add(above)
            above = comments[above].parent_id
    in_time = sorted((comments[pk] for pk in shown), key=lambda comment: (comment.created_at, comment.pk))
    return [
        ConversationComment(
            comment,
            is_unanswered=comment.pk in marked,
            notify_status=notify_statuses.get(comment.pk),
            earlier=[
                other
                for other in earlier.get(_reader_key(comment), [])
                if comment.pk in marked and other.pk not in shown
            ][:MAX_EARLIER],
        )
        for comment in in_time
    ]


def _earlier(comments: Iterable[Comment]) -> dict[str, list[Comment]]:
    """Return the newest comments of the same readers, by e-mail address."""
    emails = {_reader_key(comment) for comment in comments if comment.email}
    if not emails:
        return {}
    place = Window(RowNumber(), partition_by=F("email"), order_by=["-created_at", "-pk"])
    newest: Any = Comment.objects.by_guests().filter(email__in=emails).order_by().annotate(place=place)
    found: dict[str, list[Comment]] = defaultdict(list)
    for comment in (
        newest.filter(place__lte=MAX_EARLIER + MAX_UNANSWERED).select_related("post").defer("post__body", "post__html")
    ):
        found[_reader_key(comment)].append(comment)
    return found


def _reader_key(comment: Comment) -> str:
    return comment.email
