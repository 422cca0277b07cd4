from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ApplicationQuerySet(models.QuerySet["Application"]):
    def due_for_screening(self) -> "ApplicationQuerySet":
        return self.filter(screening_due_at__lte=timezone.now())


class Application(models.Model):
    """A visitor asks to be coached. Stored once, never dropped: suspected spam is only marked."""

    class Stage(models.TextChoices):
        NEW = "new", _("new")
        IN_CONVERSATION = "in-conversation", _("in conversation")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), max_length=254)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    goal = models.TextField(_("goal"), max_length=3000)
    training = models.TextField(_("training so far"), max_length=3000)
    days_per_week = models.PositiveSmallIntegerField(
        _("days a week"), validators=[MinValueValidator(1), MaxValueValidator(7)]
    )
    obstacles = models.TextField(_("what has stopped you before"), max_length=3000, blank=True)
    found_through = models.CharField(_("how you found the coach"), max_length=300, blank=True)
    consent_text = models.TextField(_("consent, as it was worded"))
    consented_at = models.DateTimeField(_("consented"), default=timezone.now)

    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.NEW, db_index=True)
    is_suspected_spam = models.BooleanField(_("suspected spam"), default=False, db_index=True)
    created_at = models.DateTimeField(_("received"), default=timezone.now, db_index=True)
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    address = models.GenericIPAddressField(_("IP address"), null=True, blank=True)
    user_agent = models.CharField(_("browser"), max_length=300, blank=True)
    referrer = models.CharField(_("came from"), max_length=300, blank=True)

    screened_at = models.DateTimeField(_("screened"), null=True, blank=True, editable=False)
    screening_attempts = models.PositiveSmallIntegerField(_("attempts at screening"), default=0, editable=False)
    screening_due_at = models.DateTimeField(_("next screening"), null=True, blank=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["screening_due_at"],
                condition=Q(screening_due_at__isnull=False),
                name="application_by_screening",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """What the coach wrote down about an application, for herself."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("author"))
    text = models.TextField(_("note"), max_length=5000)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
