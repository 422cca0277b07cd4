from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.models.application import Application
from coaching.models.message import Message

# What the applicant learns from the coach, and not from a page that is a step ahead of her.
DECISIONS = (Application.Stage.ACCEPTED, Application.Stage.CLIENT, Application.Stage.DECLINED)


class StageChangeQuerySet(models.QuerySet["StageChange"]):
    def untold(self) -> "StageChangeQuerySet":
        """Decisions that stand, and of which the applicant was not told; see ``StageChange.is_known``."""
        later = StageChange.objects.filter(application=OuterRef("application"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later), after__in=DECISIONS, told_at=None, message__mail__sent_at=None)


class StageChange(models.Model):
    """An application went from one stage into another. Rows are only added; ``Application.move_to`` writes them.

    Without a ``person`` it was the applicant. ``message`` is the mail that tells her, ``told_at`` when the coach told
    her herself.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="changes")
    before = models.CharField(_("before"), max_length=20, choices=Application.Stage)
    after = models.CharField(_("after"), max_length=20, choices=Application.Stage)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("by")
    )
    note = models.TextField(_("note"), max_length=1000, blank=True)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="changes")
    told_at = models.DateTimeField(_("told"), null=True, blank=True)

    objects = StageChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of the stage")
        verbose_name_plural = _("changes of the stage")
        ordering = ["changed_at", "pk"]
        indexes = [models.Index(fields=["after", "application"], name="stagechange_by_after")]
        constraints = [models.CheckConstraint(condition=~Q(before=F("after")), name="stagechange_changes")]

    def __str__(self) -> str:
        return f"{self.get_before_display()} → {self.get_after_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("What happened is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A change is only deleted with its application.")

    @property
    def is_decision(self) -> bool:
        return self.after in DECISIONS

    @property
    def is_known(self) -> bool:
        """May the applicant know of it? Of a decision, when its mail was sent or the coach says that she told her."""
        return not self.is_decision or self.told_at is not None or bool(self.message and self.message.is_sent)

    def tell(self) -> None:
        """The coach says that she told the applicant herself."""
        self.told_at = self.told_at or timezone.now()
        StageChange.objects.filter(pk=self.pk, told_at=None).update(told_at=self.told_at)

    def tell_by(self, message: Message) -> None:
        """Let ``message`` tell it, as nothing told it so far."""
        self.message = message
        StageChange.objects.filter(pk=self.pk).update(message=message)
