import secrets
import uuid
from pathlib import PurePath

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from blog.models import Post
from core.owned_files import OwnsFile
from core.slugs import make_slug
from media.models import Picture

MAX_BYTES = 500 * 2**20
MAX_TRANSCRIPT = 600_000
MAX_NUMBER = 100_000
AUDIO_FOLDER = "podcast"
# PostgreSQL can index no longer ones.
MAX_GUID = 500

AUDIO_TYPES = {
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
}
DEFAULT_TYPE = AUDIO_TYPES[".mp3"]


def new_guid() -> str:
    return str(uuid.uuid4())


def audio_path(episode: "Episode", name: str) -> str:
    """Return where a file is stored. Nobody can guess it before the article is public."""
    path = PurePath(name)
    return f"{AUDIO_FOLDER}/{secrets.token_hex(8)}/{make_slug(path.stem, longest=60) or 'episode'}{path.suffix.lower()}"


class EpisodeQuerySet(models.QuerySet["Episode"]):
    def public(self) -> "EpisodeQuerySet":
        """Episodes whose article is public now."""
        return self.filter(post__in=Post.objects.published())

    def newest_first(self) -> "EpisodeQuerySet":
        return self.order_by("-post__published_at", "-post_id")

    def oldest_first(self) -> "EpisodeQuerySet":
        return self.order_by("post__published_at", "post_id")

    def for_list(self) -> "EpisodeQuerySet":
        """Load what a list shows."""
        rows = self.select_related("post__address", "post__cover").defer("transcript", "chapters")
        return rows.defer("post__body", "post__html")

    def without_size(self) -> "EpisodeQuerySet":
        """Those with audio elsewhere, of which neither size nor fault is known yet."""
        return self.filter(audio="", size=0, fault="")


class Episode(OwnsFile):
    """What makes an article an episode of the podcast: its audio, and what podcast apps ask about it.

    The audio is a file of this site or has an address elsewhere. ``size`` is in bytes (0: not known), ``duration``
    in seconds.
    """

    owned_file = "audio"

    class Kind(models.TextChoices):
        FULL = "full", _("episode")
        TRAILER = "trailer", _("trailer")
        BONUS = "bonus", _("bonus")

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="episode", verbose_name=_("article"))
    audio = models.FileField(_("audio"), upload_to=audio_path, max_length=200, blank=True)
    address = models.URLField(_("address of the audio elsewhere"), max_length=2000, blank=True)
    media_type = models.CharField(max_length=100, default=DEFAULT_TYPE, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0, editable=False)
    # Why the audio elsewhere could not be measured: a ``ConnectionFault``.
    fault = models.CharField(max_length=200, blank=True, editable=False)
    duration = models.PositiveIntegerField(_("duration in seconds"), null=True, blank=True)
    number = models.PositiveIntegerField(
        _("number"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MAX_NUMBER)]
    )
    season = models.PositiveIntegerField(
        _("season"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MAX_NUMBER)]
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.FULL)
    # Empty: as the show.
    is_explicit = models.BooleanField(_("explicit language"), null=True, blank=True)
    # As it was written: WebVTT, SubRip or plain text, see ``podcast.transcripts``.
    transcript = models.TextField(_("transcript"), blank=True, max_length=MAX_TRANSCRIPT)
    # A line for each: when it begins, and its title, see ``podcast.chapters``.
    chapters = models.TextField(_("chapters"), blank=True, max_length=20_000)
    # A line for each: the name, and an address if there is one.
    guests = models.TextField(_("guests"), blank=True, max_length=2000)
    # Podcast apps know the episode by it for ever, so it never changes.
    guid = models.CharField(max_length=MAX_GUID, unique=True, default=new_guid, editable=False)
    picture = models.ForeignKey(
        Picture,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("picture of the episode"),
    )

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("episode")
        verbose_name_plural = _("episodes")
        default_permissions = ()
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(audio="", address__gt="") | Q(audio__gt="", address=""), name="episode_has_one_audio"
            )
        ]

    def __str__(self) -> str:
        return str(self.post)

    @property
    def minutes(self) -> int:
        """The duration in minutes, or 0 if it is not known."""
        return max(1, round(self.duration / 60)) if self.duration else 0

    @property
    def audio_url(self) -> str:
        """The address of the audio: a path on this site, or one elsewhere. Empty if the row holds no address."""
        if self.audio:
            return self.audio.url
        return self.address if self.address.startswith(("https://", "http://")) else ""
