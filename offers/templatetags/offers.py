"""Template tags that show offers."""

from typing import Any

from django import template

from blog.models import ExternalLink, Post
from offers.models import Offer, OfferQuerySet
from offers.placement import PageOffers

register = template.Library()


@register.inclusion_tag("offers/_offer_cards.html", takes_context=True)
def offer_cards(context: dict[str, Any], post: Post) -> dict[str, Any]:
    """Show the offers for articles of this article's categories."""
    return {"offers": _offers(context).cards_for(post)}


@register.simple_tag
def offers_with_target(link: ExternalLink) -> OfferQuerySet:
    """Return the offers whose target is this link."""
    return Offer.objects.not_ended().filter(link=link)


def _offers(context: dict[str, Any]) -> PageOffers:
    offers = context.get("page_offers")
    return offers if isinstance(offers, PageOffers) else PageOffers()
