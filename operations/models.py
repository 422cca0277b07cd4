from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

RUNS_KEPT = timedelta(days=400)


class BackupRunQuerySet(models.QuerySet["BackupRun"]):
    def good(self) -> Self:
        """Runs whose backup could be restored with nothing missing."""
        return self.filter(failure="", ended_at__isnull=False)

    def purge(self) -> None:
        self.filter(began_at__lt=timezone.now() - RUNS_KEPT).delete()


class BackupRun(models.Model):
    """A backup, and how it was restored beside the site. ``failure`` says why it is not good, or is empty.

    ``size`` is in bytes, with the files; ``restore_seconds`` is how long it took to restore.
    """

    began_at = models.DateTimeField(_("began"), default=timezone.now, db_index=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    name = models.CharField(_("file"), max_length=100, blank=True)
    rows = models.PositiveBigIntegerField(_("rows"), default=0)
    files = models.PositiveBigIntegerField(_("files"), default=0)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    restore_seconds = models.FloatField(_("seconds to restore"), default=0)
    missing_rows = models.PositiveBigIntegerField(_("rows missing"), default=0)
    compared_pages = models.PositiveSmallIntegerField(_("pages compared"), default=0)
    failure = models.TextField(_("why it failed"), blank=True)

    objects = BackupRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        default_permissions = ()
        ordering = ["-began_at", "-pk"]

    def __str__(self) -> str:
        return self.name or f"{self.began_at:%Y-%m-%d %H:%M}"

    def end(self, failure: str = "") -> None:
        self.ended_at, self.failure = timezone.now(), failure
        self.save()


class Gone(models.Model):
    """How many rows of a kind were deleted for good, by the reason. Triggers count them, see ``operations.gone``."""

    class Kind(models.TextChoices):
        COMMENT = "comment", _("comment")
        APPLICATION = "application", _("application")

    class Reason(models.TextChoices):
        ERASED = "erased", _("erased for the person")
        SPAM = "spam", _("deleted as spam")
        BINNED = "binned", _("deleted from the bin")
        WITH_ARTICLE = "with-article", _("deleted with its article")
        SAMPLE = "sample", _("sample content")
        UNEXPLAINED = "unexplained", _("nobody decided")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    number = models.PositiveBigIntegerField(_("number"))

    class Meta:
        verbose_name = _("deleted rows")
        verbose_name_plural = _("deleted rows")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "reason"], name="gone_once_a_reason")]

    def __str__(self) -> str:
        return f"{self.kind}, {self.reason}: {self.number}"


class AccountReport(models.Model):
    """What became of all comments and applications when it was last counted, see ``operations.account``."""

    made_at = models.DateTimeField(_("made"), default=timezone.now, db_index=True)
    numbers = models.JSONField(_("numbers"), default=dict)

    class Meta:
        verbose_name = _("account of what was received")
        verbose_name_plural = _("accounts of what was received")
        default_permissions = ()
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"
