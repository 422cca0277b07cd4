from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.models.application import Application


class NoteQuerySet(models.QuerySet["Note"]):
    def unseen(self) -> "NoteQuerySet":
        """Of corrections by applicants, which no coach has said yet that she saw; each says what stood there before."""
        return self.filter(author=None, created_at__gte=F("application__corrected_at"))


class Note(models.Model):
    """What the coach wrote down about an application, for herself, and what was done with it. Rows are only added."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="notes")
    # Nobody of the house: then it is the applicant, who did something on the page of her own.
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
        # Not its text: the admin's log quotes this.
        return f"{self.created_at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A note is never changed; add another.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A note is only deleted with its application.")
