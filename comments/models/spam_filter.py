from django.db import models
from django.utils import timezone

from comments.screening.filter.classifier import Model


class SpamFilter(models.Model):
    """What the spam filter has learned from decisions by staff. There is at most one row.

    ``learned_from`` identifies the decisions it was trained with. If there are others, it is trained again.
    """

    weights = models.JSONField()
    bias = models.FloatField()
    threshold = models.FloatField()
    learned_from = models.CharField(max_length=40)
    learned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="spamfilter_is_singleton")]

    def __str__(self) -> str:
        return f"{self.learned_from}: {len(self.weights)}"

    def as_model(self) -> Model:
        return Model(self.weights, self.bias, self.threshold)
