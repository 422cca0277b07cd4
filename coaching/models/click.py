from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from blog.models import Post
from coaching.models.offer import Offer


class ClickQuerySet(models.QuerySet["Click"]):
    def record(self, offer: Offer, post: Post | None, day: date) -> None:
        """Count one more. Of any number at the same moment, none is lost."""
        rows = self.filter(offer=offer, post=post, day=day)
        one_more = {"count": F("count") + 1}
        if not rows.update(**one_more):
            self.bulk_create([Click(offer=offer, post=post, day=day)], ignore_conflicts=True)
            rows.update(**one_more)


class Click(models.Model):
    """How often an offer was followed on one day from one article, or from elsewhere.

    It holds nothing of who it was: no address, no browser, no moment of the day.
    """

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="clicks", db_index=False)
    # What was counted stays when its article is deleted; the number then names no article any more.
    post = models.ForeignKey(
        Post,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    day = models.DateField(_("day"), db_index=True)
    count = models.PositiveIntegerField(_("clicks"), default=0)

    objects = ClickQuerySet.as_manager()

    class Meta:
        verbose_name = _("click")
        verbose_name_plural = _("clicks")
        indexes = [models.Index(fields=["offer", "day"], name="click_by_offer_and_day")]
        constraints = [
            models.UniqueConstraint(fields=["offer", "post", "day"], name="click_once_for_each_article_and_day"),
            # For the database, no article is never the same as no article.
            models.UniqueConstraint(fields=["offer", "day"], condition=Q(post=None), name="click_once_for_each_day"),
        ]

    def __str__(self) -> str:
        return f"{self.offer}, {self.day}: {self.count}"
