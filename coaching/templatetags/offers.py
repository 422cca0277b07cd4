"""Offers where templates of any room place them."""

from typing import Any

from django import template

from blog.models import OutsideLink, Post
from coaching.models import Offer, OfferQuerySet
from coaching.placing import PageOffers

register = template.Library()


@register.inclusion_tag("coaching/_offer_block.html", takes_context=True)
def offer_block(context: dict[str, Any]) -> dict[str, Any]:
    """The block ``key`` in the text of ``entry``: see ``core.templatetags.blocks``."""
    return {"offer": _offers(context).in_text(context["entry"], context["key"])}


@register.inclusion_tag("coaching/_offer_cards.html", takes_context=True)
def offer_cards(context: dict[str, Any], post: Post) -> dict[str, Any]:
    """What is offered below all articles of a category of this one."""
    return {"offers": _offers(context).below(post)}


@register.simple_tag
def offers_leading_to(link: OutsideLink) -> OfferQuerySet:
    """Those that have it as their target."""
    return Offer.objects.leading().filter(link=link)


def _offers(context: dict[str, Any]) -> PageOffers:
    offers = context.get("page_offers")
    return offers if isinstance(offers, PageOffers) else PageOffers()
