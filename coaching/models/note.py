from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.models.application import Application
from core.append_only import AppendOnly


class NoteQuerySet(models.QuerySet["Note"]):
    def unseen(self) -> "NoteQuerySet":
        """Notes about corrections that no coach has marked as seen. Each holds the text from before the correction."""
        return self.filter(author=None, created_at__gte=F("application__corrected_at"))


class Note(AppendOnly):
    """A note on an application, by a coach or about an action. Only staff see it. Rows are only added."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="notes")
    # ``None`` means that the applicant did something on the private page.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("author")
    )
    text = models.TextField(_("note"), max_length=5000)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        # Without the text, because the admin's log stores this.
        return f"{self.created_at:%Y-%m-%d %H:%M}"
