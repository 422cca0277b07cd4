"""Which offers stand on a page, and where. Each kind of place costs one query, however many offers there are."""

from functools import cached_property
from typing import Any

from django.db.models import Count, Expression, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone

from blog.models import Post, Reference
from coaching.models import Offer, OfferQuerySet
from coaching.models.offer import GO, LATEST_FIRST

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


def references_to(slug: Value | OuterRef) -> QuerySet[Reference]:
    """Where texts have the offer of that slug: as a block, or as a link."""
    path = Concat(Value(GO), slug, Value("/"))
    return Reference.objects.filter(Q(key=slug, kind=OFFER) | Q(key=path, kind=Reference.LINK)).order_by()


def texts_with(slug: OuterRef) -> Expression:
    """In how many texts the offer of that slug stands."""
    number = Count("post", distinct=True) + Count("page", distinct=True) + Count("texts", distinct=True)
    found = references_to(slug).annotate(one=Value(1)).values("one").annotate(number=number)
    return Coalesce(Subquery(found.values("number")), 0)


def entries_with(offer: Offer) -> list[Reference]:
    """The texts, public or not, in which it stands: each once, and no more than ``LISTED``."""
    found = references_to(Value(offer.slug)).select_related("post", "page", "texts")
    found = found.defer("post__body", "post__html", "page__body", "page__html")
    latest = found.order_by(F("post__published_at").desc(nulls_last=True), "post", "page", "field")[:LISTED]
    return list({(text.post, text.page, text.field): text for text in latest}.values())
