from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.private_files import transient_storage

RUNS_KEPT = timedelta(days=400)


class BackupRunQuerySet(models.QuerySet["BackupRun"]):
    def good(self) -> Self:
        """Runs whose backup was restored beside the site, with nothing missing."""
        return self.filter(failure="", ended_at__isnull=False, restore_seconds__gt=0)

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

    @property
    def is_recent(self) -> bool:
        """Tell whether it is that of last night."""
        return timezone.now() - self.began_at < timedelta(days=1)

    @property
    def is_old(self) -> bool:
        """Tell whether more than a night has passed without another one."""
        return timezone.now() - self.began_at > timedelta(days=2)

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


class SiteUpdate(models.Model):
    """An attempt to let another version of the site take the place of the running one. ``failure`` says why not."""

    at = models.DateTimeField(_("at"), default=timezone.now)
    version = models.CharField(_("version"), max_length=100)
    failure = models.CharField(_("why it failed"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        default_permissions = ()
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.version


class SiteExportQuerySet(models.QuerySet["SiteExport"]):
    def unfinished(self) -> Self:
        return self.filter(ended_at=None)


class SiteExport(models.Model):
    """A ZIP archive of the whole site that an owner asked for. ``progress`` says how far it is."""

    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True)
    progress = models.CharField(_("progress"), max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    failure = models.CharField(_("why it failed"), max_length=500, blank=True)

    objects = SiteExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        default_permissions = ()
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def file(self) -> str:
        """The name of the archive in the transient storage."""
        return f"exports/{self.pk}.zip"

    @property
    def is_ready(self) -> bool:
        return self.ended_at is not None and not self.failure and transient_storage().exists(self.file)


# A fault that comes and goes is one trouble: it ends when all has been well for so long.
WELL_AFTER = timedelta(hours=1)


class TroubleQuerySet(models.QuerySet["Trouble"]):
    def lasting(self, period: timedelta) -> Self:
        """Troubles that are wrong for ``period`` and still were when somebody last looked."""
        now = timezone.now()
        return self.filter(since__lte=now - period, seen_at__gt=now - period)

    def purge(self) -> None:
        """Delete those that are over."""
        self.filter(seen_at__lt=timezone.now() - WELL_AFTER).delete()


class Trouble(models.Model):
    """Something that is wrong with the site, by the name of its finding (``operations.health``).

    ``told_at`` is when the owners were told, so that they are told once.
    """

    name = models.CharField(_("name"), max_length=20, unique=True)
    since = models.DateTimeField(_("since"), default=timezone.now)
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now)
    told_at = models.DateTimeField(_("told"), null=True)

    objects = TroubleQuerySet.as_manager()

    class Meta:
        verbose_name = _("trouble")
        verbose_name_plural = _("troubles")
        default_permissions = ()
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return self.name
