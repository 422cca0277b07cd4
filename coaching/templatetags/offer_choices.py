from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from coaching.models import Offer

register = template.Library()


@register.simple_tag
def offer_choices() -> list[tuple[str, str]]:
    """Slug and name of every offer, for the editor. The name says so where the offer is not on."""
    now = timezone.now()
    return [(offer.slug, _named(offer, now)) for offer in Offer.objects.order_by("name", "pk")]


def _named(offer: Offer, now: datetime) -> str:
    if offer.has_ended(now):
        return _("%(offer)s (ended)") % {"offer": offer}
    if not offer.has_begun(now):
        return _("%(offer)s (not yet)") % {"offer": offer}
    return str(offer)
