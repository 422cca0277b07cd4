from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportedRow(models.Model):
    """Maps a row of a WordPress export to the row that the import made of it, so that a second import adds nothing."""

    class Kind(models.TextChoices):
        AUTHOR = "author", _("author")
        CATEGORY = "category", _("category")
        TAG = "tag", _("tag")
        POST = "post", _("article")
        PAGE = "page", _("page")
        INTRODUCTION = "introduction", _("introduction")
        COMMENT = "comment", _("comment")

    site = models.CharField(_("site"), max_length=200, help_text=_("The base URL of the WordPress site."))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    wordpress_id = models.CharField(_("id in WordPress"), max_length=200)
    object_id = models.BigIntegerField(_("id on this site"))
    imported_at = models.DateTimeField(_("imported"), auto_now_add=True)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        constraints = [models.UniqueConstraint(fields=["site", "kind", "wordpress_id"], name="importedrow_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.wordpress_id}"
