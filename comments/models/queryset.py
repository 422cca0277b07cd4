from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from comments import threads

if TYPE_CHECKING:
    from comments.models.comment import Comment


class CommentQuerySet(models.QuerySet["Comment"]):
    def approved(self) -> "CommentQuerySet":
        return self.filter(state=self.model.State.APPROVED)

    def held(self) -> "CommentQuerySet":
        return self.filter(state=self.model.State.HELD)

    def readers_words(self) -> "CommentQuerySet":
        """Comments proper, without pingbacks and trackbacks."""
        return self.filter(kind=self.model.Kind.COMMENT)

    def pings(self) -> "CommentQuerySet":
        return self.exclude(kind=self.model.Kind.COMMENT)

    def shown_roots(self) -> "CommentQuerySet":
        """What threads begin with: approved comments, and hidden ones that have something approved in their thread."""
        in_thread = self.model.objects.approved().filter(thread=OuterRef("pk"))
        return self.readers_words().filter(Q(state=self.model.State.APPROVED) | Exists(in_thread), thread=None)

    def answered(self) -> "CommentQuerySet":
        """Readers' comments to which an approved comment by staff replies directly."""
        answers = self.model.objects.approved().filter(parent=OuterRef("pk"), author__isnull=False)
        return self.filter(Exists(answers), author=None)

    def pinned(self) -> "CommentQuerySet":
        """Answers on top of their threads; they are approved, the database sees to it."""
        return self.filter(is_pinned=True)

    def oldest_in_each_thread(self, count: int) -> "CommentQuerySet":
        """The ``count`` oldest of each thread among these."""
        place = Window(RowNumber(), partition_by=F("thread"), order_by=["created_at", "pk"])
        oldest = self.order_by().annotate(place=place).filter(place__lte=count)
        # By their keys alone: said twice, the other conditions lead SQLite to an index of all comments of the site.
        return self.model.objects.filter(pk__in=oldest.values("pk"))

    def for_readers(self) -> "CommentQuerySet":
        """With what a page shows, and neither e-mail address nor anything else that must not get there."""
        private = ("text", "pending_text", "email", "address", "user_agent", "referrer", "fingerprint")
        return self.select_related("author__profile", "parent__author").defer(
            *private, *(f"parent__{field}" for field in (*private, "html"))
        )

    def before(self, comment: "Comment") -> "CommentQuerySet":
        """Those that stand before ``comment`` in the order of time."""
        same_moment = Q(created_at=comment.created_at, pk__lt=comment.pk)
        return self.filter(same_moment | Q(created_at__lt=comment.created_at))

    def rethread(self) -> None:
        """Find anew which thread each of these belongs to. Needed after ``parent`` was changed, or written in bulk.

        To be called on all comments of an article, or of several. What was pinned in another thread no longer is.
        """
        words = self.readers_words()
        parents, known = {}, {}
        for pk, parent, thread in words.values_list("pk", "parent_id", "thread_id"):
            parents[pk], known[pk] = parent, thread
        found = {pk: None if root == pk else root for pk, root in threads.roots(parents).items()}
        moved = [self.model(pk=pk, thread_id=root, is_pinned=False) for pk, root in found.items() if root != known[pk]]
        self.model.objects.bulk_update(moved, ["thread", "is_pinned"], batch_size=500)

    def by_guests(self) -> "CommentQuerySet":
        return self.readers_words().filter(author=None)

    def unsettled(self) -> "CommentQuerySet":
        """Readers' comments that may be owed an answer: whether they are, ``comments.waiting`` knows."""
        return self.by_guests().filter(settled_at=None, state__in=(self.model.State.HELD, self.model.State.APPROVED))

    def urgent(self) -> "CommentQuerySet":
        return self.filter(attention=self.model.Attention.URGENT)

    def by_reader(self, name: str, email: str) -> "CommentQuerySet":
        """By the reader of this name and e-mail, which is how WordPress knows one."""
        return self.by_guests().filter(name__iexact=name, email__iexact=email)

    def saying_the_same_as(self, comment: "Comment") -> "CommentQuerySet":
        """The same words by the same person below the same article, but for what is in the bin."""
        same = self.readers_words().filter(fingerprint=comment.make_fingerprint()).exclude(pk=comment.pk)
        return same.exclude(state=self.model.State.BINNED)

    def standing(self) -> "CommentQuerySet":
        """Public ones, and private ones, which only their reader and staff see."""
        return self.filter(Q(state=self.model.State.APPROVED) | self._kept_private)

    def staff_answers(self) -> "CommentQuerySet":
        """Answers by staff that stand: public ones, and those that only their reader sees."""
        return self.standing().filter(author__isnull=False)

    def private_answers(self) -> "CommentQuerySet":
        """Answers by staff that only the reader sees whom they answer."""
        return self.filter(self._kept_private, author__isnull=False)

    @property
    def _kept_private(self) -> Q:
        return Q(state=self.model.State.HELD, is_private=True)

    def due_for_screening(self) -> "CommentQuerySet":
        return self.filter(screening_due_at__lte=timezone.now())

    def unannounced(self) -> "CommentQuerySet":
        """Still being screened, and the coach has not been told."""
        return self.held().filter(announced_at=None, screening_due_at__isnull=False)
