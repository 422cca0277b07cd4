"""Find the offers to show on a page. Each kind of place costs one query, however many offers there are."""

from collections.abc import Mapping
from functools import cached_property

from django.db.models import Count, Expression, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone

from blog.models import Post, Reference
from offers.models import Offer, OfferQuerySet
from offers.models.offer import LATEST_FIRST, REDIRECT_PREFIX
from pagecache.memo import memoised

OFFER = "offer"

MAX_CARDS = 2
MAX_CANDIDATES = 20
MAX_TEXTS = 200


class PageOffers:
    """The offers of one page. Each kind is loaded when a template uses it."""

    def __init__(self) -> None:
        self._with_slugs: dict[frozenset[str], Mapping[str, Offer]] = {}

    @cached_property
    def site_wide(self) -> Offer | None:
        return _site_wide_offer()

    def with_slugs(self, slugs: frozenset[str]) -> Mapping[str, Offer]:
        """Return the offers to show at the blocks with these slugs."""
        if slugs not in self._with_slugs:
            self._with_slugs[slugs] = _offers_with_slugs(slugs)
        return self._with_slugs[slugs]

    def cards_for(self, post: Post) -> list[Offer]:
        """Return the offers for articles of a category, the newest first, without those shown elsewhere on the page."""
        paths = {path for category in post.shown_categories for path in category.lineage}
        offers = _offers_of_categories(frozenset(paths)) if paths else {}
        in_text = frozenset(segment.key for segment in post.segments if segment.block == OFFER)
        elsewhere = {self.site_wide, *(self.with_slugs(in_text).values() if in_text else ())}
        return [offer for offer in dict.fromkeys(offers.values()) if offer not in elsewhere][:MAX_CARDS]


@memoised("media", "offers")
def _site_wide_offer() -> Offer | None:
    return Offer.objects.site_wide()


@memoised("blog.category", "media", "offers")
def _offers_of_categories(paths: frozenset[str]) -> Mapping[str, Offer]:
    placed = Offer.categories.through.objects.filter(category__path__in=paths).values("offer")
    return _shown_offers(Offer.objects.filter(pk__in=placed), MAX_CANDIDATES)


@memoised("media", "offers")
def _offers_with_slugs(slugs: frozenset[str]) -> Mapping[str, Offer]:
    return _shown_offers(Offer.objects.filter(slug__in=slugs))


def _shown_offers(offers: OfferQuerySet, most: int | None = None) -> dict[str, Offer]:
    """Return the offers to show in place of these, by slug."""
    now = timezone.now()
    latest = offers.placeable().with_successors().order_by(*LATEST_FIRST)[:most]
    return {offer.slug: standing for offer in latest if (standing := offer.shown_offer(now))}


def references_to(slug: Value | OuterRef) -> QuerySet[Reference]:
    """Return where texts have the offer with this slug, as a block or as a link."""
    path = Concat(Value(REDIRECT_PREFIX), slug, Value("/"))
    return Reference.objects.filter(Q(key=slug, kind=OFFER) | Q(key=path, kind=Reference.LINK)).order_by()


def count_texts_with(slug: OuterRef) -> Expression:
    """Count the texts with the offer."""
    number = Count("post", distinct=True) + Count("page", distinct=True) + Count("texts", distinct=True)
    found = references_to(slug).annotate(one=Value(1)).values("one").annotate(number=number)
    return Coalesce(Subquery(found.values("number")), 0)


def entries_with(offer: Offer) -> list[Reference]:
    """Return the texts with the offer, public or not, each once, and at most ``LISTED``."""
    found = references_to(Value(offer.slug)).select_related("post", "page", "texts")
    found = found.defer("post__body", "post__html", "page__body", "page__html")
    latest = found.order_by(F("post__published_at").desc(nulls_last=True), "post", "page", "field")[:MAX_TEXTS]
    return list({(text.post, text.page, text.field): text for text in latest}.values())
