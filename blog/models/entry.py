"""What articles and pages have in common: a URL by their current slug, redirects from former ones, and the bin."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.urls import get_resolver, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.models.recycle_bin import Binnable, BinnableQuerySet
from core.slugs import SlugField

# Words that the site will serve later, that a server in front of it serves, or that old WordPress links use.
PROMISED_WORDS = set("search page comments feed static media wp-admin wp-content wp-includes".split())
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
        return reverse("entry_detail", args=[self.slug])


class EntryQuerySet[M: models.Model](BinnableQuerySet[M]):
    def with_slug(self, slug: str) -> Self:
        return self.filter(address__slug=slug)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete the rows and free their slugs."""
        with transaction.atomic():
            addresses = list(self.values_list("address_id", flat=True))
            deleted = super().delete()
            Address.objects.filter(pk__in=addresses).delete()
        return deleted


class Entry(Binnable):
    """An article or page, which has the URL ``/<slug>/``."""

    address = models.OneToOneField(
        Address, on_delete=models.PROTECT, related_name="%(class)s", verbose_name=gettext_lazy("address")
    )

    class Meta:
        abstract = True

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

    def redirect_from(self, slug: str) -> bool:
        """Make ``slug`` redirect to the entry, if it is free. Return whether it does."""
        if len(slug) > MAX_SLUG_LENGTH or slug.lower() in reserved_words():
            return False
        former, _is_new = Address.objects.get_or_create(slug=slug, defaults={"moved_to": self.address})
        return former.moved_to_id == self.address_id

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
