import uuid
from typing import Any, Self
from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.menu import site_texts
from core.singletons import Singleton
from core.web.site_urls import absolute_url
from media.models import Picture
from podcast.categories import Category, read_category
from podcast.directories import Directory, read_directories, validate_directories

# The path of the feed, which apps have subscribed to.
FEED_PATH = "/podcast/feed/"
# Of the names of feeds (https://podcasting2.org/docs/podcast-namespace/tags/guid).
FEED_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")


class Show(Singleton):
    """The podcast as a whole: what apps show of it. There is one row."""

    class Kind(models.TextChoices):
        EPISODIC = "episodic", _("each episode stands alone: the newest comes first")
        SERIAL = "serial", _("a story: the first episode comes first")

    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), max_length=4000)
    author = models.CharField(_("who speaks"), max_length=200, blank=True)
    owner_name = models.CharField(_("owner"), max_length=200, blank=True)
    owner_email = models.EmailField(
        _("the owner’s e-mail address"),
        blank=True,
        help_text=_("Apple and Spotify write to it to check that the podcast is yours. It is public in the feed."),
    )
    picture = models.ForeignKey(
        Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("cover picture")
    )
    # Names of ``podcast.categories``.
    category = models.CharField(_("category"), max_length=80, blank=True)
    second_category = models.CharField(_("second category"), max_length=80, blank=True)
    # Empty: the language of the site.
    language = models.CharField(_("language"), max_length=20, blank=True)
    is_explicit = models.BooleanField(_("explicit language"), default=False)
    kind = models.CharField(_("order"), max_length=10, choices=Kind, default=Kind.EPISODIC)
    # One address a line.
    directories_text = models.TextField(
        _("where people listen"),
        blank=True,
        max_length=4000,
        validators=[validate_directories],
        help_text=_("The addresses of your podcast on Apple Podcasts, Spotify and others, one on each line."),
    )
    copyright = models.CharField(_("copyright"), max_length=200, blank=True)
    is_locked = models.BooleanField(
        _("protected from being moved"),
        default=True,
        help_text=_("Other services must not take the podcast over. Switch it off only while you are moving."),
    )
    # By which apps know the podcast wherever its feed moves (Podcasting 2.0).
    guid = models.CharField(max_length=100, blank=True, editable=False)
    new_feed_url = models.URLField(
        _("the podcast has moved to"),
        blank=True,
        max_length=500,
        help_text=_("Only if you move the podcast to another service: the address of the new feed."),
    )

    class Meta(Singleton.Meta):
        verbose_name = _("podcast")
        verbose_name_plural = _("podcast")
        default_permissions = ("view", "change")

    @classmethod
    def load(cls) -> Self:
        return cls.objects.select_related("picture").filter(pk=1).first() or cls(pk=1)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give a new show its identity, which it keeps."""
        self.guid = self.guid or feed_guid(absolute_url(FEED_PATH))
        super().save(*args, **kwargs)

    @property
    def shown_title(self) -> str:
        """The title, or the name of the site until there is one."""
        return self.title or site_texts().name

    @property
    def categories(self) -> list[Category]:
        """The categories that directories know, the main one first."""
        return list(dict.fromkeys(filter(None, map(read_category, (self.category, self.second_category)))))

    @property
    def directories(self) -> list[Directory]:
        """Where people can subscribe to it."""
        return read_directories(self.directories_text)


def feed_guid(url: str) -> str:
    """Return the identity of the feed at ``url``, as Podcasting 2.0 defines it: without scheme and last slashes."""
    parts = urlsplit(url)
    return str(uuid.uuid5(FEED_NAMESPACE, f"{parts.netloc}{parts.path}".rstrip("/")))
