from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Handling(models.Model):
    """How staff handle an application: the next step, the assigned coach, and the medical clearance."""

    class Clearance(models.TextChoices):
        NOT_NEEDED = "not-needed", _("not needed")
        MISSING = "missing", _("missing")
        GIVEN = "given", _("given")

    next_step = models.CharField(_("next step"), max_length=200, blank=True)
    next_step_on = models.DateField(_("on"), null=True, blank=True, help_text=_("It is in the inbox from that day on."))
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("assigned to"),
        help_text=_("Only this coach has it in the inbox and gets the mails about it. If it is empty, all coaches do."),
    )
    clearance_needed = models.BooleanField(_("needs medical clearance"), default=False)
    clearance_on = models.DateField(_("given on"), null=True, blank=True)
    clearance_note = models.TextField(
        _("what the doctor said"), max_length=1000, blank=True, help_text=_("Such as: no jumping until March.")
    )

    HANDLED = ("assigned_to", "next_step", "next_step_on", "clearance_needed", "clearance_on", "clearance_note")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(next_step="") | Q(next_step_on__isnull=False),
                name="%(class)s_step_has_a_day",
                violation_error_message=_("Please choose a day."),
            )
        ]

    @property
    def clearance(self) -> "Handling.Clearance":
        if not self.clearance_needed:
            return self.Clearance.NOT_NEEDED
        return self.Clearance.GIVEN if self.clearance_on else self.Clearance.MISSING
