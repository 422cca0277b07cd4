from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.choices import CommentState
from core.append_only import AppendOnly
from core.prepared_queries import PreparedInsert, PreparedQuery

if TYPE_CHECKING:
    from accounts.models import User
    from comments.models.comment import Comment


class RepeatedError(Exception):
    """The same person has already posted the same text on the same article, and it is not in the bin."""


class DecisionQuerySet(models.QuerySet["Decision"]):
    def final(self) -> "DecisionQuerySet":
        """Decisions that no machine overrides, see ``Decision.is_final``."""
        return self.filter(Q(decider="person") | Q(decider="reader", verdict=CommentState.BINNED))

    def by_people(self) -> "DecisionQuerySet":
        """Decisions by staff, or by the reader who wrote the comment."""
        return self.filter(decider__in=("person", "reader"))


class Decision(AppendOnly):
    """Why a comment is in its state: what a rule, Akismet or a person decided. Rows are only ever added."""

    class Decider(models.TextChoices):
        RULE = "rule", _("rule")
        AKISMET = "akismet", _("Akismet")
        LEARNED = "learned", _("spam filter")
        READER = "reader", _("the reader")
        PERSON = "person", _("person")
        IMPORT = "import", _("import")

    comment = models.ForeignKey("Comment", on_delete=models.CASCADE, related_name="decisions")
    decider = models.CharField(_("decided by"), max_length=10, choices=Decider)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("person")
    )
    verdict = models.CharField(_("verdict"), max_length=10, choices=CommentState)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_at = models.DateTimeField(_("decided"), default=timezone.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["decided_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decider="person", person__isnull=False) | (~Q(decider="person") & Q(person=None)),
                name="decision_person_is_named",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.reason or self.get_decider_display()}"

    @property
    def heading(self) -> str:
        """The verdict for the coach. A private comment that staff hold is called private: it waits for nothing."""
        if self.comment.is_private and self.verdict == CommentState.HELD and self.person_id:
            return str(_("kept private"))
        return self.get_verdict_display()

    @classmethod
    def is_final(cls, decider: str, verdict: str) -> bool:
        """Tell whether no machine may override the decision: staff made it, or the reader withdrew the comment."""
        return decider == cls.Decider.PERSON or (decider == cls.Decider.READER and verdict == CommentState.BINNED)

    @classmethod
    def is_final_for(cls, comment_id: int) -> bool:
        """Tell whether there is such a decision about the comment."""
        return bool(_final.values(comment_id))

    @classmethod
    def record(
        cls, comment: "Comment", verdict: str, *, decider: str, person: "User | None" = None, reason: str = ""
    ) -> None:
        """Record who decided what. It does not change the comment: that is ``Comment.decide``."""
        _new.insert(cls(comment=comment, decider=decider, person=person, verdict=verdict, reason=reason[:300]))


_new = PreparedInsert(Decision)
_final = PreparedQuery(lambda pk: Decision.objects.final().filter(comment=pk).order_by().values("pk")[:1])
