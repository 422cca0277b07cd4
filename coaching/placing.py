"""Which offers stand on a page, and where. Each kind of place costs one query, however many offers there are."""

from functools import cached_property
from typing import Any

from django.db.models import Count, Expression, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone

from blog.models import Page, Post
from coaching.models import Offer, OfferQuerySet
from coaching.models.offer import LATEST_FIRST

OFFER = "offer"

CARDS = 2
LOOKED_AT = 20
LISTED = 200


class PageOffers:
    """The offers of one page that is being drawn. Nothing is asked of the database before a template needs it."""

    def __init__(self) -> None:
        self._in_text: dict[Any, dict[str, Offer]] = {}

    @cached_property
    def site_wide(self) -> Offer | None:
        return Offer.objects.site_wide()

    def in_text(self, entry: Any, slug: str) -> Offer | None:
        """What stands at the block ``slug`` in the text of ``entry``, an article or page."""
        return self._of_text(entry).get(slug)

    def below(self, post: Post) -> list[Offer]:
        """Those for the articles of a category, the latest first: none that the page shows elsewhere."""
        paths = {path for category in post.categories.all() for path in category.lineage}
        placed = Offer.categories.through.objects.filter(category__path__in=paths).values("offer")
        offers = _standing(Offer.objects.filter(pk__in=placed), LOOKED_AT) if paths else {}
        elsewhere = {self.site_wide, *self._of_text(post).values()}
        return [offer for offer in dict.fromkeys(offers.values()) if offer not in elsewhere][:CARDS]

    def _of_text(self, entry: Any) -> dict[str, Offer]:
        if entry not in self._in_text:
            slugs = {segment.key for segment in entry.segments if segment.block == OFFER}
            self._in_text[entry] = _standing(Offer.objects.filter(slug__in=slugs)) if slugs else {}
        return self._in_text[entry]


def _standing(offers: OfferQuerySet, most: int | None = None) -> dict[str, Offer]:
    """What stands in the place of each of these, or of the latest, by its slug."""
    now = timezone.now()
    latest = offers.may_stand().with_successors().order_by(*LATEST_FIRST)[:most]
    return {offer.slug: standing for offer in latest if (standing := offer.standing(now))}


def texts_with(slug: OuterRef) -> Expression:
    """In how many articles and pages the offer of that slug stands as a block."""
    block = Concat(Value(f'<figure data-block="{OFFER}" data-key="'), slug, Value('"></figure>'))

    def number(entries: QuerySet[Any]) -> Expression:
        found = entries.filter(html__contains=block).order_by().annotate(one=Value(1)).values("one")
        return Coalesce(Subquery(found.annotate(number=Count("pk")).values("number")), 0)

    return number(Post.objects.all()) + number(Page.objects.all())


def entries_with(offer: Offer) -> list[Post | Page]:
    """Articles and pages, public or not, that have it in their text: as a block, or as a link."""
    block = Q(html__contains=f'<figure data-block="{OFFER}" data-key="{offer.slug}"></figure>')
    link = Q(html__contains=f'href="{offer.get_absolute_url()}"')
    posts = Post.objects.filter(block | link).newest_first().defer("body", "html")[:LISTED]
    pages = Page.objects.filter(block | link).defer("body", "html")[:LISTED]
    return [*posts, *pages]
