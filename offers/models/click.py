from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from blog.models import Post
from offers.models.offer import Offer


class ClickQuerySet(models.QuerySet["Click"]):
    def record(self, offer: Offer, post: Post | None, day: date) -> None:
        """Count one click. No click is lost when many come at the same moment."""
        rows = self.filter(offer=offer, post=post, day=day)
        one_more = {"count": F("count") + 1}
        if not rows.update(**one_more):
            self.bulk_create([Click(offer=offer, post=post, day=day)], ignore_conflicts=True)
            rows.update(**one_more)


class Click(models.Model):
    """The number of clicks on an offer on one day from one article, or from elsewhere.

    It holds nothing about people: no address, no browser, no time of day.
    """

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="clicks", db_index=False)
    # Counts are kept when the article is deleted; then the id refers to no row.
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
            # Two nulls are distinct in a unique constraint, unless this is set.
            models.UniqueConstraint(fields=["offer", "day"], condition=Q(post=None), name="click_once_for_each_day"),
        ]

    def __str__(self) -> str:
        return f"{self.offer}, {self.day}: {self.count}"
