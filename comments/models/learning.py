from django.db import models
from django.utils import timezone

from comments.classifier import Model


class SpamFilter(models.Model):
    """What the spam filter has learned from the coach's decisions. There is at most one row; none until she decides.

    ``learned_from`` names the decisions it has seen: as soon as there are others, it learns anew.
    """

    weights = models.JSONField()
    bias = models.FloatField()
    threshold = models.FloatField()
    learned_from = models.CharField(max_length=40)
    learned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="spamfilter_one_row")]

    def __str__(self) -> str:
        return f"{self.learned_from}: {len(self.weights)}"

    def as_model(self) -> Model:
        return Model(self.weights, self.bias, self.threshold)
