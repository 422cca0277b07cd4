from typing import TYPE_CHECKING

from django.db import models
from django.db.models import FETCH_PEERS, Count, Exists, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber

from blog.models import Post
from comments import threads

if TYPE_CHECKING:
    from comments.models.comment import Comment


# What pages show of a comment, and of the one that it replies to.
PARENT_COLUMNS = (
    "id post_id parent_id thread_id kind author_id name created_at state shows_first_name_only is_pinned".split()
)
SHOWN_COLUMNS = [*PARENT_COLUMNS, "website", "html"]


class CommentQuerySet(models.QuerySet["Comment"]):
    # Set where these rows were counted already, for the paginator. A query set made from this one forgets it.
    known_count: int | None = None

    def count(self) -> int:
        return super().count() if self.known_count is None else self.known_count

    def approved(self) -> "CommentQuerySet":
        return self.filter(state=self.model.State.APPROVED)

    def held(self) -> "CommentQuerySet":
        return self.filter(state=self.model.State.HELD)

    def without_pings(self) -> "CommentQuerySet":
        """Comments proper, without pingbacks and trackbacks."""
        return self.filter(kind=self.model.Kind.COMMENT)

    def pings(self) -> "CommentQuerySet":
        return self.exclude(kind=self.model.Kind.COMMENT)

    def shown_roots(self) -> "CommentQuerySet":
        """First comments of threads: approved ones, and hidden ones with an approved reply in their thread."""
        in_thread = self.model.objects.approved().filter(thread=OuterRef("pk"))
        return self.without_pings().filter(Q(state=self.model.State.APPROVED) | Exists(in_thread), thread=None)

    def answers_not_imported(self) -> "CommentQuerySet":
        """Public answers by staff to readers, without imported answers and answers to imported comments. Those would
        distort the response times."""
        to_readers = self.approved().filter(
            author__isnull=False, parent__author=None, parent__kind=self.model.Kind.COMMENT
        )
        return to_readers.exclude(decisions__decider="import").exclude(parent__decisions__decider="import")

    def pinned(self) -> "CommentQuerySet":
        """Answers pinned to the top of their threads. A constraint ensures that they are approved."""
        return self.filter(is_pinned=True)

    def oldest_in_each_thread(self, count: int) -> "CommentQuerySet":
        """The oldest ``count`` comments of each thread."""
        rank = Window(RowNumber(), partition_by=F("thread"), order_by=["created_at", "pk"])
        oldest = self.order_by().annotate(rank=rank).filter(rank__lte=count)
        # Select by primary key. With the other conditions repeated, SQLite would use an index of all comments.
        return self.model.objects.filter(pk__in=oldest.values("pk"))

    def with_sizes(self) -> "CommentQuerySet":
        """Annotate ``size``, the number of public replies in each thread."""
        answers = self.model.objects.approved().filter(thread=OuterRef("pk")).order_by().values("thread")
        size = Coalesce(Subquery(answers.annotate(number=Count("pk")).values("number")), 0)
        return self.annotate(size=size)  # type: ignore[no-redef]

    def for_readers(self) -> "CommentQuerySet":
        """Load what a page shows, without e-mail addresses and other private fields.

        ``comments.pages.set_authors`` adds the authors.
        """
        return self.only(*SHOWN_COLUMNS).fetch_mode(FETCH_PEERS)

    def with_parents(self) -> "CommentQuerySet":
        """The same with the comments that these reply to."""
        return self.select_related("parent").only(*SHOWN_COLUMNS, *(f"parent__{column}" for column in PARENT_COLUMNS))

    def before(self, comment: "Comment") -> "CommentQuerySet":
        """Comments that are older than ``comment``."""
        same_moment = Q(created_at=comment.created_at, pk__lt=comment.pk)
        return self.filter(same_moment | Q(created_at__lt=comment.created_at))

    def rethread(self) -> None:
        """Update ``thread`` after ``parent`` was changed, or after ``bulk_create``.

        Call it on all comments of one or several articles. A comment that changes its thread is unpinned.
        """
        comments = self.without_pings()
        parents, threads_before = {}, {}
        for pk, parent, thread in comments.values_list("pk", "parent_id", "thread_id"):
            parents[pk], threads_before[pk] = parent, thread
        threads_after = {pk: None if root == pk else root for pk, root in threads.thread_roots(parents).items()}
        moved = [
            self.model(pk=pk, thread_id=root, is_pinned=False)
            for pk, root in threads_after.items()
            if root != threads_before[pk]
        ]
        self.model.objects.bulk_update(moved, ["thread", "is_pinned"], batch_size=500)

    def by_guests(self) -> "CommentQuerySet":
        return self.without_pings().filter(author=None)

    def unsettled(self) -> "CommentQuerySet":
        """Readers' comments that may need an answer. ``comments.unanswered`` decides whether they do."""
        return self.by_guests().filter(settled_at=None, state__in=(self.model.State.HELD, self.model.State.APPROVED))

    def on_posts_not_in_bin(self) -> "CommentQuerySet":
        """Comments whose article is not in the bin."""
        return self.exclude(post__in=Post.objects.binned())

    def urgent(self) -> "CommentQuerySet":
        return self.filter(priority=self.model.Priority.URGENT)

    def by_reader(self, name: str, email: str) -> "CommentQuerySet":
        """Comments by the reader with this name and e-mail address. WordPress identifies readers the same way.

        Guests' addresses are stored in lower case. An index finds them only as they are stored.
        """
        return self.by_guests().filter(name__iexact=name, email=email.lower())

    def duplicates_of(self, comment: "Comment") -> "CommentQuerySet":
        """Other comments with the same text by the same person on the same article, not in the bin."""
        return self.with_fingerprint(comment.make_fingerprint()).exclude(pk=comment.pk)

    def with_fingerprint(self, fingerprint: str) -> "CommentQuerySet":
        """The comment with this fingerprint that is not in the bin. There is at most one."""
        return self.without_pings().filter(fingerprint=fingerprint).exclude(state=self.model.State.BINNED)

    def public_or_private(self) -> "CommentQuerySet":
        """Public comments, and private ones, which only the reader and staff see."""
        return self.filter(Q(state=self.model.State.APPROVED) | self._is_private)

    def staff_answers(self) -> "CommentQuerySet":
        """Answers by staff, public or for the reader alone."""
        return self.public_or_private().filter(author__isnull=False)

    def private_answers(self) -> "CommentQuerySet":
        """Answers by staff for the reader alone."""
        return self.filter(self._is_private, author__isnull=False)

    @property
    def _is_private(self) -> Q:
        return Q(state=self.model.State.HELD, is_private=True)

    def unannounced(self) -> "CommentQuerySet":
        """Comments still being screened that the coach has not been notified of."""
        return self.held().filter(announced_at=None, screening_due_at__isnull=False)
