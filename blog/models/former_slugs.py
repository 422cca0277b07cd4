"""Former paths of categories and former slugs of tags, which redirect to the current ones.

If another category or tag has the same path or slug now, that one is shown.
"""

from django.db import models
from taggit.models import Tag


class FormerCategoryPath(models.Model):
    path = models.CharField(max_length=500, unique=True)
    category = models.ForeignKey("blog.Category", on_delete=models.CASCADE, related_name="former_paths")

    def __str__(self) -> str:
        return self.path


class FormerTagSlug(models.Model):
    slug = models.CharField(max_length=200, unique=True)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug
