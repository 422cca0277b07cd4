from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User
from core.html import CleanedField, clean_article, html_to_text, paragraphs_of
from core.slugs import SlugField
from core.web.site_urls import path_of
from media.models import Picture
from pagecache.memo import memoised


class ProfileQuerySet(models.QuerySet["Profile"]):
    def public(self) -> "ProfileQuerySet":
        return self.filter(user__is_active=True).select_related("user", "photo")


class Profile(models.Model):
    """The public profile of an author."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile", verbose_name=_("user"))
    slug = SlugField(_("address"), max_length=120, unique=True)
    job_title = models.CharField(_("job title"), max_length=120, blank=True, help_text=_("Such as “head coach”."))
    photo = models.ForeignKey(
        Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("photo")
    )
    short_text = models.CharField(
        _("short text"),
        max_length=300,
        blank=True,
        help_text=_("With the photo, below articles and on the front page."),
    )
    biography = models.TextField(_("biography"), blank=True)
    biography_html = CleanedField(source="biography", clean=clean_article)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("author profile")
        verbose_name_plural = _("author profiles")

    def __str__(self) -> str:
        return self.user.display_name

    def get_absolute_url(self) -> str:
        return path_of("author_detail", self.slug)

    @property
    def biography_text(self) -> str:
        return html_to_text(self.biography_html)

    @property
    def introduction(self) -> str:
        """The short text, or else the first paragraph of the biography."""
        return self.short_text or next(iter(paragraphs_of(self.biography_html)), "")


class ProfileLink(models.Model):
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(_("label"), max_length=60)
    url = models.URLField(_("address"), max_length=300)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


@memoised("accounts", "media")
def load_authors(pks: frozenset[int]) -> Mapping[int, User]:
    """Return users by primary key, with their profiles and photos."""
    return User.objects.select_related("profile__photo").in_bulk(pks)
