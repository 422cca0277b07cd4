from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.models.post import Post


class Likeness(models.Model):
    """How much the text of ``other`` is like that of ``post``, from 0 to 1. ``search.likeness`` makes the rows."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    share = models.FloatField()

    class Meta:
        verbose_name = _("likeness")
        verbose_name_plural = _("likenesses")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["post", "other"], name="likeness_once_a_pair")]

    def __str__(self) -> str:
        return f"{self.post_id} {self.other_id}"
