from django.conf import settings
from django.db import models
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.models.text_index import TextOccurrence


class LinkReplacementQuerySet(models.QuerySet["LinkReplacement"]):
    def with_counts(self) -> "LinkReplacementQuerySet":
        """Annotate ``total`` texts, ``waiting`` ones that are still due, and the number of places ``left``
        unchanged."""
        return self.annotate(
            total=Count("texts"), waiting=Count("texts", filter=Q(texts__is_due=True)), left=Sum("texts__left")
        )


class LinkReplacement(models.Model):
    """Another address was put in the place of an outside one, in all texts: one act, which can be undone.

    Its texts are turned one after the other, each in a transaction of its own: those
    that are due still stand as they did before.
    """

    before = models.CharField(_("address"), max_length=2000)
    after = models.CharField(_("new address"), max_length=2000)
    words = models.CharField(_("new words"), max_length=200, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(_("made"), default=timezone.now, db_index=True)
    is_undone = models.BooleanField(_("undone"), default=False)

    objects = LinkReplacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("replacement of a link")
        verbose_name_plural = _("replacements of links")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class ReplacedText(TextOccurrence):
    """A text in which a replacement was made, or is due.

    ``is_replaced`` is how it stands: ``None`` as it always was, ``False`` as it is again.
    ``places`` is what it takes to turn it back: a dictionary for each link that stood there with the address after the
    last turn, in order, as ``blog.link_rewriting.RewrittenLink`` has it. ``left`` is how many places were left at the
    last turn, as somebody has changed them since the one before.
    """

    replacement = models.ForeignKey(LinkReplacement, on_delete=models.CASCADE, related_name="texts")
    is_due = models.BooleanField(default=True)
    is_replaced = models.BooleanField(null=True)
    rewritten_links = models.JSONField(default=list)
    left = models.PositiveIntegerField(default=0)

    class Meta(TextOccurrence.Meta):
        indexes = [models.Index(fields=["replacement"], condition=Q(is_due=True), name="replaced_text_due")]

    def __str__(self) -> str:
        return self.title

    @property
    def times(self) -> int:
        """The number of links changed last."""
        return sum(place["original"] is not None for place in self.rewritten_links)
