from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.models.category import MAX_PATH_LENGTH

CUT = ".jpg"


class SharePicture(models.Model):
    """What is shown of a page where it is shared: its own picture, cut, or its title, by ``blog.share_pictures``.

    ``path`` is that of the page. ``digest`` is made of all that the picture shows, and is the name of its file; with
    ``CUT`` at its end if that is a cut picture.
    """

    path = models.CharField(max_length=MAX_PATH_LENGTH + 100, unique=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("share picture")
        verbose_name_plural = _("share pictures")

    def __str__(self) -> str:
        return self.path

    @property
    def file(self) -> str:
        """The name of the file in the storage."""
        return file_of(self.digest)

    @property
    def is_cut(self) -> bool:
        return self.digest.endswith(CUT)

    @property
    def url(self) -> str:
        return default_storage.url(self.file)


def file_of(digest: str) -> str:
    return f"share/{digest}" if digest.endswith(CUT) else f"share/{digest}.png"
