"""The versions of articles and pages: what was written in each sitting, and each publication."""

import secrets
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A longer pause begins a new sitting.
SITTING_GAP = timedelta(minutes=30)

# After this, the last sitting of each day is kept.
ALL_KEPT_FOR = timedelta(days=30)

IN_EXACTLY_ONE_ENTRY = Q(post__isnull=False, page=None) | Q(post=None, page__isnull=False)


def new_token() -> str:
    return secrets.token_hex(8)


def key_of(entry: Any) -> dict[str, Any]:
    """Return the column of a row about this article or page, with its value."""
    return {str(entry._meta.model_name): entry}


class OfEntry(models.Model):
    """A row about an article or a page."""

    post = models.ForeignKey("blog.Post", null=True, on_delete=models.CASCADE)
    page = models.ForeignKey("blog.Page", null=True, on_delete=models.CASCADE)

    class Meta:
        abstract = True
        constraints = [models.CheckConstraint(condition=IN_EXACTLY_ONE_ENTRY, name="%(class)s_is_of_one_entry")]

    @property
    def entry(self) -> Any:
        """The article or the page."""
        return self.post or self.page


class RevisionQuerySet(models.QuerySet["Revision"]):
    def for_entry(self, entry: Any) -> Self:
        """Those of one article or page."""
        return self.filter(**key_of(entry))

    def taken(self) -> Self:
        """Those that somebody went on from: not what was refused because of a conflict."""
        return self.exclude(kind=Revision.Kind.ASIDE)

    def newest(self) -> "Revision | None":
        """The one that the next save goes on from."""
        return self.taken().order_by("-pk").first()

    def is_newest_applied(self, kind: str) -> Subquery:
        """For a queryset of articles or pages: whether the row has the content of the newest version."""
        newest = self.taken().filter(**{kind: OuterRef("pk")}).order_by("-pk")
        return Subquery(newest.values("is_applied")[:1])

    def thinnable(self) -> Self:
        """Those that may be deleted when there is a later one of the same day."""
        kept = (Revision.Kind.PUBLICATION, Revision.Kind.FOUND)
        return self.exclude(kind__in=kept).filter(saved_at__lt=timezone.now() - ALL_KEPT_FOR)


class Revision(OfEntry):
    """A version of an article or page. The newest that was taken is its working copy.

    A sitting is what one person wrote in one opening of the desk, without a pause of more than ``SITTING_GAP``: each
    save replaces the one before. ``token`` names a save, and ``made_from`` the one that its writer had seen.
    ``number`` counts the saves of the ``device``. ``content`` is as ``blog.desk.content`` has it. ``stored`` are
    digests of the values in the entry's row at that time; ``is_applied`` tells whether the row has this content.
    """

    class Kind(models.TextChoices):
        SITTING = "sitting", _("written")
        PUBLICATION = "publication", _("published")
        RESTORATION = "restoration", _("brought back")
        FOUND = "found", _("changed elsewhere")
        ASIDE = "aside", _("kept aside: somebody else had saved in between")

    kind = models.CharField(max_length=12, choices=Kind, default=Kind.SITTING)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    device = models.CharField(max_length=40, blank=True)
    device_name = models.CharField(max_length=60, blank=True)
    number = models.PositiveIntegerField(default=0)
    token = models.CharField(max_length=16, default=new_token)
    made_from = models.CharField(max_length=16, blank=True)
    content = models.JSONField(default=dict)
    stored = models.JSONField(default=dict)
    is_applied = models.BooleanField(default=False)
    began_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = RevisionQuerySet.as_manager()

    class Meta(OfEntry.Meta):
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["saved_at"], name="revision_by_time")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.saved_at:%Y-%m-%d %H:%M}"

    def is_of_sitting(self, person: Any, device: str) -> bool:
        """Whether what this person saves now goes on with the sitting."""
        return (
            self.kind == self.Kind.SITTING
            and self.person_id == person.pk
            and self.device == device
            and timezone.now() - self.saved_at <= SITTING_GAP
        )
