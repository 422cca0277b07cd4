"""What articles and pages have in common: a URL by their current slug, redirects from former ones, for whom and from
when to when it is, and the bin."""

from datetime import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import get_resolver
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.models.recycle_bin import Binnable, BinnableQuerySet
from core.date_fields import SafeDateTimeField
from core.slugs import SlugField
from core.web.site_urls import path_of

# Words that the site will serve later, that a server in front of it serves, or that old WordPress links use.
PROMISED_WORDS = set("page comments feed static media wp-admin wp-content wp-includes".split())
MAX_SLUG_LENGTH = 200


def reserved_words() -> set[str]:
    """Return the first words of the site's own URLs, which can't be slugs of articles or pages."""
    first_words = {str(pattern.pattern).lstrip("^").split("/")[0] for pattern in _all_patterns(get_resolver())}
    return PROMISED_WORDS | {word for word in first_words if word and "<" not in word}


def _all_patterns(resolver: Any) -> list[Any]:
    found = []
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns") and not str(pattern.pattern):
            found += _all_patterns(pattern)
        else:
            found.append(pattern)
    return found


def validate_slug_is_free_of_routes(slug: str) -> None:
    if slug.lower() in reserved_words():
        raise ValidationError(
            _("“%(slug)s” is reserved for the site itself. Please choose another address, such as “%(slug)s-article”.")
            % {"slug": slug}
        )


def _taken(slug: str) -> ValidationError:
    return ValidationError(_("“%(slug)s” is taken. Please choose another address.") % {"slug": slug})


class Address(models.Model):
    """A current or former slug of an article or page. Each slug exists once.

    A post or page refers to its current one as ``address``. A former one has ``moved_to`` and redirects there.
    """

    slug = SlugField(
        gettext_lazy("address"),
        max_length=MAX_SLUG_LENGTH,
        unique=True,
        validators=[validate_slug_is_free_of_routes],
    )
    moved_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="former", verbose_name=gettext_lazy("now")
    )

    class Meta:
        verbose_name = gettext_lazy("address")
        verbose_name_plural = gettext_lazy("addresses")

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return path_of("entry_detail", self.slug)


class EntryState(models.TextChoices):
    DRAFT = "draft", gettext_lazy("draft")
    PUBLISHED = "published", gettext_lazy("published")
    PRIVATE = "private", gettext_lazy("private")


class EntryQuerySet[M: models.Model](BinnableQuerySet[M]):
    def shown(self) -> Self:
        """Published entries whose date has come and whose end has not, even those in the bin."""
        now = timezone.now()
        not_ended = Q(unpublished_at=None) | Q(unpublished_at__gt=now)
        return self.filter(not_ended, state=EntryState.PUBLISHED, published_at__lte=now)

    def scheduled(self) -> Self:
        return self.not_binned().filter(state=EntryState.PUBLISHED, published_at__gt=timezone.now())

    def ended(self) -> Self:
        """Entries that were public until their end."""
        return self.not_binned().filter(state=EntryState.PUBLISHED, unpublished_at__lte=timezone.now())

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the rows and free their slugs."""
        with transaction.atomic():
            addresses = list(self.values_list("address_id", flat=True))
            deleted = super().delete()
            Address.objects.filter(pk__in=addresses).delete()
        return deleted


class Entry(Binnable):
    """An article or page, which has the URL ``/<slug>/``.

    It is public from ``published_at`` to ``unpublished_at``, by the clock of the query, while its state is published.
    """

    State = EntryState

    address = models.OneToOneField(
        Address, on_delete=models.PROTECT, related_name="%(class)s", verbose_name=gettext_lazy("address")
    )
    state = models.CharField(gettext_lazy("state"), max_length=10, choices=EntryState, default=EntryState.DRAFT)
    published_at = SafeDateTimeField(
        gettext_lazy("published"),
        null=True,
        blank=True,
        help_text=gettext_lazy(
            "With the state “published”, a future date schedules it. A draft stays a draft, whatever the date."
        ),
    )
    unpublished_at = SafeDateTimeField(gettext_lazy("public until"), null=True, blank=True)
    updated_at = SafeDateTimeField(gettext_lazy("updated"), default=timezone.now)
    search_title = models.CharField(gettext_lazy("title for search engines"), max_length=70, blank=True)
    search_description = models.CharField(gettext_lazy("description for search engines"), max_length=300, blank=True)
    slug_follows_title = models.BooleanField(default=False, editable=False)
    review_asked_at = models.DateTimeField(null=True, editable=False)
    # Of the first request that saved it: repeated, it makes no second entry.
    creation_token = models.CharField(max_length=40, null=True, unique=True, editable=False)  # noqa: DJ001 - "" would be one

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="%(class)s_published_has_date"
            )
        ]

    def clean(self) -> None:
        """Set the date of a published entry without one to now."""
        super().clean()
        if self.state == EntryState.PUBLISHED and not self.published_at:
            self.published_at = timezone.now()

    @property
    def is_public(self) -> bool:
        return self.is_out_or_scheduled and self._date <= timezone.now()

    @property
    def is_scheduled(self) -> bool:
        return self.is_out_or_scheduled and self._date > timezone.now()

    @property
    def is_out_or_scheduled(self) -> bool:
        """Whether readers see it, now or on its date."""
        return self.state == EntryState.PUBLISHED and not self.is_binned and not self.has_ended

    @property
    def has_ended(self) -> bool:
        """Whether the time is over for which it was to be public."""
        return (
            self.state == EntryState.PUBLISHED
            and self.unpublished_at is not None
            and self.unpublished_at <= timezone.now()
        )

    @property
    def was_public(self) -> bool:
        """Whether it has been public, or has a date for that: then its address is known elsewhere."""
        return self.published_at is not None

    @property
    def _date(self) -> datetime:
        return self.published_at or timezone.now()

    @property
    def shared_title(self) -> str:
        """The title for search engines and where it is shared."""
        title: str = self.search_title or self.title  # type: ignore[attr-defined]
        return title

    def get_absolute_url(self) -> str:
        return self.address.get_absolute_url()

    @property
    def slug(self) -> str:
        return self.address.slug

    def move_to(self, slug: str) -> None:
        """Give the entry a new slug. The old one becomes a redirect. Saves the address, but not the entry.

        Raises ``ValidationError`` if the slug is not valid, is taken, or is a route of the site.
        """
        old = self.address if self.address_id else None
        if old and old.slug == slug:
            return
        slug = Address._meta.get_field("slug").clean(slug, None)
        try:
            with transaction.atomic():
                self.address = self._claim(slug, old)
                if old:
                    self._leave(old)
        except IntegrityError as error:  # Somebody else has just claimed it.
            raise _taken(slug) from error

    def rename(self, slug: str) -> None:
        """Give an entry that was never public a new slug. The old one is free again. Raises as ``move_to`` does."""
        if self.slug == slug:
            return
        slug = Address._meta.get_field("slug").clean(slug, None)
        try:
            with transaction.atomic():
                Address.objects.filter(pk=self.address_id).update(slug=slug)
        except IntegrityError as error:
            raise _taken(slug) from error
        self.address.slug = slug

    def redirect_from(self, slug: str) -> bool:
        """Make ``slug`` redirect to the entry, if it is free. Return whether it does."""
        if len(slug) > MAX_SLUG_LENGTH or slug.lower() in reserved_words():
            return False
        former, _is_new = Address.objects.get_or_create(slug=slug, defaults={"moved_to": self.address})
        return former.moved_to_id == self.address_id

    def clean_slug(self, slug: str) -> str:
        """Return the slug as it can be stored. Raises ``ValidationError`` if the entry can't have it."""
        slug = Address._meta.get_field("slug").clean(slug, None)
        found = Address.objects.filter(slug=slug).first()
        own = self.address_id
        if found and (own is None or own not in (found.pk, found.moved_to_id)):
            raise _taken(slug)
        return slug

    def _claim(self, slug: str, old: Address | None) -> Address:
        new = Address.objects.filter(slug=slug).first() or Address(slug=slug)
        if new.pk and (old is None or new.moved_to_id != old.pk):
            raise _taken(slug)
        new.moved_to = None
        new.save()
        return new

    def _leave(self, old: Address) -> None:
        if self.pk:
            type(self)._base_manager.filter(pk=self.pk).update(address=self.address)
        old.former.exclude(pk=self.address.pk).update(moved_to=self.address)
        old.moved_to = self.address
        old.save()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        address = self.address
        with transaction.atomic():
            deleted = super().delete(*args, **kwargs)
            address.delete()
        return deleted
