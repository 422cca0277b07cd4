from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportedRow(models.Model):
    """Which row of ours a row of a WordPress export became, so that a second import adds nothing."""

    class Kind(models.TextChoices):
        AUTHOR = "author", _("author")
        CATEGORY = "category", _("category")
        TAG = "tag", _("tag")
        POST = "post", _("post")
        PAGE = "page", _("page")
        INTRODUCTION = "introduction", _("introduction")
        COMMENT = "comment", _("comment")

    site = models.CharField(_("site"), max_length=200, help_text=_("The export's base address."))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    wordpress_id = models.CharField(_("id there"), max_length=200)
    object_id = models.BigIntegerField(_("id here"))
    imported_at = models.DateTimeField(_("imported"), auto_now_add=True)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        constraints = [models.UniqueConstraint(fields=["site", "kind", "wordpress_id"], name="importedrow_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.wordpress_id}"
