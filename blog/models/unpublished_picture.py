from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.models.revision import OfEntry
from media.models import Picture


class UnpublishedPicture(OfEntry):
    """A picture in the working copy of an article or page, whose row does not have that content yet."""

    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="+")

    class Meta(OfEntry.Meta):
        verbose_name = _("picture of a working copy")
        verbose_name_plural = _("pictures of working copies")

    def __str__(self) -> str:
        return f"{self.picture}: {self.entry}"
