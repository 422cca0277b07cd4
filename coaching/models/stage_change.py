from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.models.application import Application
from coaching.models.message import Message
from core.append_only import AppendOnly

# The applicant must learn these from the coach, not from the private page.
DECISIONS = (Application.Stage.ACCEPTED, Application.Stage.CLIENT, Application.Stage.DECLINED)


class StageChangeQuerySet(models.QuerySet["StageChange"]):
    def untold(self) -> "StageChangeQuerySet":
        """Current decisions that the applicant has not been told, see ``StageChange.is_known``."""
        later = StageChange.objects.filter(application=OuterRef("application"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later), after__in=DECISIONS, told_at=None, message__mail__sent_at=None)


class StageChange(AppendOnly):
    """A change of an application's stage. Rows are only added, by ``Application.move_to``.

    ``person`` is ``None`` for the applicant. ``message`` is the mail that tells the applicant; ``told_at`` is when a
    coach told the applicant in another way.
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

    @property
    def is_decision(self) -> bool:
        return self.after in DECISIONS

    @property
    def is_known(self) -> bool:
        """Whether the applicant may know. A decision is known when its mail was sent, or a coach has told it."""
        return not self.is_decision or self.told_at is not None or bool(self.message and self.message.is_sent)

    def mark_told(self) -> None:
        """Record that a coach has told the applicant."""
        self.told_at = self.told_at or timezone.now()
        StageChange.objects.filter(pk=self.pk, told_at=None).update(told_at=self.told_at)

    def tell_with(self, message: Message) -> None:
        """Make ``message`` the mail that tells the applicant."""
        self.message = message
        StageChange.objects.filter(pk=self.pk).update(message=message)
