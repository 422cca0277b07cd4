from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CommentState(models.TextChoices):
    """What the public may see of a comment: only what is approved."""

    HELD = "held", _("held")
    APPROVED = "approved", _("approved")
    SPAM = "spam", _("spam")
    BINNED = "binned", _("in the bin")


class DecisionQuerySet(models.QuerySet["Decision"]):
    def last_words(self) -> "DecisionQuerySet":
        """Those that no machine changes: see ``Decision.is_last_word``."""
        return self.filter(Q(decider="person") | Q(decider="reader", verdict=CommentState.BINNED))

    def by_people(self) -> "DecisionQuerySet":
        """By staff, or by the reader who wrote the comment."""
        return self.filter(decider__in=("person", "reader"))


class Decision(models.Model):
    """Why a comment is in its state: what a rule, Akismet or a person decided. Rows are only ever added."""

    class Decider(models.TextChoices):
        RULE = "rule", _("rule")
        AKISMET = "akismet", _("Akismet")
        LEARNED = "learned", _("spam filter")
        READER = "reader", _("its reader")
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

    @classmethod
    def is_last_word(cls, decider: str, verdict: str) -> bool:
        """Does no machine change it: what a person of the team decided, or a reader who took a comment back?"""
        return decider == cls.Decider.PERSON or (decider == cls.Decider.READER and verdict == CommentState.BINNED)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and not self._state.adding:
            raise TypeError("A decision is never changed; add another.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A decision is never deleted on its own.")
